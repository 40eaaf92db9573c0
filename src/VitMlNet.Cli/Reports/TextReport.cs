using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>A report as plain text: the accuracy, the classes, the confusion matrix where it fits, and the worst mistakes.</summary>
internal sealed class TextReport(TextWriter output, int width)
{
    private const int MostClasses = 40;
    private const int ShownOfMany = 20;
    private const int ShownPairs = 10;
    private const int ShownMistakes = 5;
    private const int LongestName = 32;

    public void Write(EvaluationReport report)
    {
        Evaluation evaluation = report.Evaluation;
        new TrainerTable(output).Write(report.Compared);
        WriteAccuracy(report);
        WriteClasses(evaluation);
        if (!TextMatrix.TryWrite(output, evaluation, width))
            WritePairs(evaluation);
        WriteOutcomes("surest mistakes", report, evaluation.WorstMistakes(Math.Min(ShownMistakes, report.Mistakes)));
        WriteOutcomes("most doubtful classes", report, [.. report.Doubtful.Take(ShownMistakes)]);
    }

    /// <summary>A name short enough for a table; hidden characters are escaped.</summary>
    public static string Name(string name)
    {
        string line = VisibleText.OneLine(name);
        return line.Length <= LongestName ? line : string.Concat(line.AsSpan(0, LongestName - 1), "…");
    }

    private void WriteAccuracy(EvaluationReport report)
    {
        Evaluation evaluation = report.Evaluation;
        int count = evaluation.Outcomes.Count;
        Line($"accuracy  {Share(evaluation.Accuracy)}  {evaluation.Right} of {count} photographs");
        if (report.TopAccuracy is { } top)
            Line($"{$"top {report.Top}",-8}  {Share(top)}  {evaluation.Outcomes.Count(outcome => outcome.Rank <= report.Top)} of {count} photographs");
        if (report.Failures.Count > 0)
            Line($"{report.Failures.Count} photographs could not be read and are not counted.");
    }

    private void WriteClasses(Evaluation evaluation)
    {
        IReadOnlyList<ClassFigures> classes = [.. evaluation.Present];
        output.WriteLine();
        if (classes.Count > MostClasses)
        {
            Line($"the {ShownOfMany} classes with the lowest F1, of {classes.Count} (a report has all: --report FILE.html or FILE.json)");
            classes = [.. classes.OrderBy(figures => figures.F1).ThenByDescending(figures => figures.Support).Take(ShownOfMany)];
        }

        const string Mean = "mean of the classes";
        int names = Math.Max(Mean.Length, classes.Max(figures => Name(figures.Name).Length));
        Line($"{"class".PadRight(names)}  photographs  precision  recall     F1");
        foreach (ClassFigures figures in classes)
            Line($"{Name(figures.Name).PadRight(names)}  {figures.Support,11}  {Share(figures.Precision),9}  {Share(figures.Recall),6}  {Share(figures.F1),5}");
        (double precision, double recall, double f1) = evaluation.Means;
        Line($"{Mean.PadRight(names)}  {evaluation.Outcomes.Count,11}  {Share(precision),9}  {Share(recall),6}  {Share(f1),5}");
    }

    private void WritePairs(Evaluation evaluation)
    {
        IReadOnlyList<(int Actual, int Predicted, int Count)> pairs = evaluation.Confusion.MostConfused(ShownPairs);
        if (pairs.Count == 0)
            return;
        output.WriteLine("\nmost frequent mistakes");
        foreach ((int actual, int predicted, int count) in pairs)
        {
            (string right, string wrong) = (Name(evaluation.ClassNames[actual]), Name(evaluation.ClassNames[predicted]));
            Line($"  {count,5} of {evaluation.Confusion.Supports[actual],-5} {right} taken for {wrong}");
        }
    }

    private void WriteOutcomes(string title, EvaluationReport report, IReadOnlyList<Outcome> outcomes)
    {
        if (outcomes.Count == 0)
            return;
        output.WriteLine($"\n{title}");
        foreach (Outcome outcome in outcomes)
        {
            IReadOnlyList<string> names = report.Evaluation.ClassNames;
            string path = VisibleText.OneLine(report.Shown(outcome.Path));
            Line($"  {outcome.Score:0.0000}  {Name(names[outcome.Predicted])}, and it is {Name(names[outcome.Actual])}: {path}");
        }
    }

    private static string Share(double? share) => share?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
