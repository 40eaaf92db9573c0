using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>The figures of every class as a table of a page.</summary>
internal static class ClassTable
{
    public static Html Of(Evaluation evaluation)
    {
        (double precision, double recall, double f1) = evaluation.Means;
        return Html.Of($"""
            <section aria-labelledby="classes">
            <h2 id="classes">Classes</h2>
            <p class="quiet">Precision: the share of those taken for the class that are of it. Recall: the share of the class's photographs that were recognised. F1: the harmonic mean of the two.</p>
            <div class="scroll tall" role="region" aria-labelledby="classes" tabindex="0">
            <table>
            <thead><tr><th scope="col">Class</th><th scope="col" class="number">Number</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th><th scope="col" class="number">F1</th></tr></thead>
            <tbody>
            {Html.Join(evaluation.Present.Select(Row))}</tbody>
            <tfoot><tr><th scope="row">Mean of the classes</th><td class="number">{evaluation.Outcomes.Count}</td><td class="number">{Share(precision)}</td><td class="number">{Share(recall)}</td><td class="number">{Share(f1)}</td></tr></tfoot>
            </table>
            </div>
            </section>

            """);
    }

    private static Html Row(ClassFigures figures) => Html.Of(
        $"<tr><th scope=\"row\">{figures.Name}</th><td class=\"number\">{figures.Support}</td><td class=\"number\">{Share(figures.Precision)}</td><td class=\"number\">{Share(figures.Recall)}</td><td class=\"number\">{Share(figures.F1)}</td></tr>\n");

    private static string Share(double? share) => share?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
