using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>A report as one page that stands by itself: no script, nothing loaded from elsewhere.</summary>
internal static class HtmlReport
{
    private const int ShownPairs = 12;

    private static readonly Lazy<Html> Style = new(() =>
    {
        using Stream resource = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(resource);
        return new Html(reader.ReadToEnd());
    });

    public static string Of(EvaluationReport report) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>{report.Title}</title>
        <style>
        {Style.Value}</style>
        </head>
        <body>
        <main>
        <h1>{report.Title}</h1>
        <p class="quiet">{report.Created.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}</p>
        {Html.Join(report.Notes.Select(note => Html.Of($"<p class=\"note\">{note}</p>\n")))}{Comparison(report)}{Figures(report)}
        {Matrix(report.Evaluation)}<div class="two">
        {ClassTable.Of(report.Evaluation)}{Pairs(report.Evaluation)}</div>
        {MistakeGallery.Of(report)}{Failures(report)}{Settings(report)}</main>
        </body>
        </html>

        """).Markup;

    private static Html Figures(EvaluationReport report)
    {
        Evaluation evaluation = report.Evaluation;
        int count = evaluation.Outcomes.Count;
        Html top = report.TopAccuracy is { } share
            ? Html.Of($"<div><dt>Top {report.Top}</dt><dd>{share * 100:0.0} % <span class=\"more\">{evaluation.Outcomes.Count(outcome => outcome.Rank <= report.Top)} of {count}</span></dd></div>\n")
            : Html.Empty;
        Html failed = report.Failures.Count > 0
            ? Html.Of($"<div><dt>Not read</dt><dd>{report.Failures.Count} <span class=\"more\">not counted</span></dd></div>\n")
            : Html.Empty;
        return Html.Of($"""
            <dl class="figures">
            <div><dt>Accuracy</dt><dd>{evaluation.Accuracy * 100:0.0} % <span class="more">{evaluation.Right} of {count}</span></dd></div>
            {top}<div><dt>Mean F1 of the classes</dt><dd>{evaluation.Means.F1:0.000}</dd></div>
            <div><dt>Classes</dt><dd>{evaluation.Classes.Count(figures => figures.Support > 0)}</dd></div>
            {failed}</dl>
            """);
    }

    private static Html Comparison(EvaluationReport report) => report.Compared.Count == 0 ? Html.Empty : Html.Of($"""
        <table><caption>Trainers</caption>
        <thead><tr><th scope="col">Trainer</th><th scope="col">Accuracy</th><th scope="col">Spread over the folds</th>
        <th scope="col">Mean F1</th><th scope="col">Seconds</th></tr></thead>
        <tbody>
        {Html.Join(report.Compared.Select(TrainerRow))}</tbody>
        </table>

        """);

    private static Html TrainerRow(TrainerFigures figures)
    {
        string spread = figures.Spread?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";
        return Html.Of($"""
            <tr><th scope="row">{figures.Name}{(figures.IsChosen ? " (chosen)" : "")}</th><td>{figures.Accuracy:0.000}</td><td>{spread}</td>
            <td>{figures.F1:0.000}</td><td>{figures.Seconds:0.0}</td></tr>

            """);
    }

    private static Html Matrix(Evaluation evaluation)
    {
        Html picture = MatrixPicture.Of(evaluation);
        if (picture == Html.Empty)
            return picture;
        int shown = MatrixPicture.ClassesOf(evaluation).Count;
        Html part = shown < evaluation.Classes.Count
            ? Html.Of($"<p>Shown are the {shown} classes with the most mistakes, of {evaluation.Classes.Count}; mistakes for other classes are not in the picture.</p>")
            : Html.Empty;
        return Html.Of($"""
            <section aria-labelledby="matrix">
            <h2 id="matrix">Confusion matrix</h2>
            <p class="quiet">A row for each class, a column for what its photographs were taken for; the shade is the share of the row.</p>{part}
            <div class="scroll" role="region" aria-labelledby="matrix" tabindex="0">
            {picture}
            </div>
            </section>

            """);
    }

    private static Html Pairs(Evaluation evaluation)
    {
        IReadOnlyList<(int Actual, int Predicted, int Count)> pairs = evaluation.Confusion.MostConfused(ShownPairs);
        if (pairs.Count == 0)
            return Html.Empty;
        return Html.Of($"""
            <section aria-labelledby="pairs">
            <h2 id="pairs">Most frequent mistakes</h2>
            <div class="scroll" role="region" aria-labelledby="pairs" tabindex="0">
            <table>
            <thead><tr><th scope="col">Class</th><th scope="col">Taken for</th><th scope="col" class="number">Number</th><th scope="col" class="number">Of the class</th></tr></thead>
            <tbody>
            {Html.Join(pairs.Select(pair => Html.Of($"<tr><th scope=\"row\">{evaluation.ClassNames[pair.Actual]}</th><td>{evaluation.ClassNames[pair.Predicted]}</td><td class=\"number\">{pair.Count}</td><td class=\"number\">{100.0 * pair.Count / evaluation.Confusion.Supports[pair.Actual]:0} %</td></tr>\n")))}</tbody>
            </table>
            </div>
            </section>

            """);
    }

    private static Html Failures(EvaluationReport report) => report.Failures.Count == 0 ? Html.Empty : Html.Of($"""
        <section aria-labelledby="failures">
        <h2 id="failures">Photographs that could not be read</h2>
        <div class="scroll tall" role="region" aria-labelledby="failures" tabindex="0">
        <table>
        <thead><tr><th scope="col">Photograph</th><th scope="col">Reason</th></tr></thead>
        <tbody>
        {Html.Join(report.Failures.Select(failure => Html.Of($"<tr><th scope=\"row\">{report.Shown(failure.Path)}</th><td>{failure.Error}</td></tr>\n")))}</tbody>
        </table>
        </div>
        </section>

        """);

    private static Html Settings(EvaluationReport report) => Html.Of($"""
        <section aria-labelledby="settings">
        <h2 id="settings">What was measured</h2>
        <dl class="settings">
        {Html.Join(report.Settings.Select(setting => Html.Of($"<dt>{setting.Name}</dt><dd>{setting.Value}</dd>\n")))}</dl>
        </section>

        """);
}
