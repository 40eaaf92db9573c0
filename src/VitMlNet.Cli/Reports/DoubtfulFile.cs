using System.Globalization;
using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>A list of the photographs whose class is doubtful, as comma-separated values, the most doubtful first.</summary>
internal sealed class DoubtfulFile : IDisposable
{
    private readonly AtomicFile file;

    private DoubtfulFile(string path) => file = OutputFile.Create(path);

    /// <summary>Makes sure that it can be written, before any work is done; null where none is wanted.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static DoubtfulFile? Open(string? path, IEnumerable<string> inputs)
    {
        if (path is null)
            return null;
        OutputPath.RefuseInputs("--doubtful", path, inputs);
        return new DoubtfulFile(path);
    }

    public void Write(EvaluationReport report)
    {
        var csv = new Csv(raw: false);
        IReadOnlyList<string> names = report.Evaluation.ClassNames;
        var text = new StringBuilder("path,label,label_score,predicted,predicted_score" + Csv.NewLine);
        foreach (Outcome outcome in report.Doubtful)
        {
            text.Append(CultureInfo.InvariantCulture, $"{csv.Field(outcome.Path)},{csv.Field(names[outcome.Actual])},{outcome.ActualScore},")
                .Append(CultureInfo.InvariantCulture, $"{csv.Field(names[outcome.Predicted])},{outcome.Score}{Csv.NewLine}");
        }

        file.Stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        file.Commit();
    }

    public void Dispose() => file.Dispose();
}
