using System.Globalization;
using System.Text;

namespace VitMlNet.Benchmarks;

/// <summary>Measured figures, written as a table: medians, with the least and the most.</summary>
internal sealed class ResultTable
{
    private readonly StringBuilder _rows = new();

    /// <summary>Adds times in milliseconds for each image, and the ratios to one of them in the same round.</summary>
    public void Add(string row, IReadOnlyList<Timing> timings, int images, int against)
    {
        foreach (Timing timing in timings)
        {
            string ratio = Range(timings[against].Times.Zip(timing.Times, (other, own) => other / own), "F2");
            AddRow(row, timing.Name, Range(timing.Times.Select(time => time / images), "F2"), ratio, timings[against].Name);
        }
    }

    /// <summary>Adds values of which less is better, with the ratio of the first to each.</summary>
    public void AddValues(string row, IEnumerable<(string Name, double Value)> values)
    {
        (string Name, double Value)[] all = [.. values];
        foreach ((string name, double value) in all)
            AddRow(row, name, FormattableString.Invariant($"{value:F1}"), FormattableString.Invariant($"{all[0].Value / value:F2}"), all[0].Name);
    }

    /// <summary>Writes the table to the folder of results, and to the console.</summary>
    public void Write(string name, string title, string command, string note) => Machine.WriteReport(name, $"""
        # {title}

        `dotnet run -c Release --project tests/VitMlNet.Benchmarks -- {command}`

        {Machine.Description}
        Medians [least..most] of rounds in which the ways of a row take turns; a ratio above 1 means faster (or smaller). {note}

        | row | way | ms an image | ratio | against |
        |---|---|---|---|---|
        {_rows}
        """.ReplaceLineEndings("\n"));

    private static string Range(IEnumerable<double> values, string format)
    {
        double[] sorted = [.. values.Order()];
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(sorted[sorted.Length / 2])} [{Text(sorted[0])}..{Text(sorted[^1])}]";
    }

    private void AddRow(params ReadOnlySpan<string> cells) => _rows.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
