
namespace VitMlNet.Cli;

/// <summary>The surest mistakes as small pictures, each with what it was taken for and what it is.</summary>
internal static class MistakeGallery
{
    public static Html Of(EvaluationReport report)
    {
        IReadOnlyList<Outcome> mistakes = report.Evaluation.WorstMistakes(report.Mistakes);
        if (mistakes.Count == 0)
            return Html.Empty;
        int all = report.Evaluation.Outcomes.Count - report.Evaluation.Right;
        string which = mistakes.Count < all ? $"The {mistakes.Count} of {all} mistakes with the highest scores." : "All mistakes, those with the highest scores first.";
        return Html.Of($"""
            <section aria-labelledby="mistakes">
            <h2 id="mistakes">Surest mistakes</h2>
            <p class="quiet">{which}</p>
            <ul class="mistakes">
            {Html.Join(mistakes.Select(mistake => Item(report, mistake)))}</ul>
            </section>

            """);
    }

    private static Html Item(EvaluationReport report, Outcome mistake)
    {
        IReadOnlyList<string> names = report.Evaluation.ClassNames;
        string path = report.Shown(mistake.Path);
        Html picture = Thumbnail.DataUri(mistake.Path) is { } uri
            ? Html.Of($"<img src=\"{uri}\" alt=\"A photograph of the class {names[mistake.Actual]}: {path}\" loading=\"lazy\">")
            : Html.Of($"<span class=\"none\">the photograph cannot be read any more</span>");
        return Html.Of(
            $"<li><figure>{picture}<figcaption><span><b>{names[mistake.Predicted]}</b> {(double)mistake.Score:0.000}</span><span>is {names[mistake.Actual]} {(double)mistake.ActualScore:0.000}</span><span class=\"quiet\"><bdi>{path}</bdi></span></figcaption></figure></li>\n");
    }
}
