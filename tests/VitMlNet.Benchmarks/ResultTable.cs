using System.Text;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks;

/// <summary>Measured figures, written as CSV and as a Markdown table.</summary>
internal sealed class ResultTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds timings for each image, with the ratio to one of them.</summary>
    public void Add(string row, List<Timing> timings, int images, int against)
    {
        foreach (Timing timing in timings)
            Add(row, timing.Name, timing.Median / images, timings[against].Median / timing.Median, timings[against].Name);
    }

    /// <summary>Adds values of which less is better, with the ratio of the first to each.</summary>
    public void AddValues(string row, IEnumerable<(string Name, double Value)> values)
    {
        (string Name, double Value)[] all = [.. values];
        foreach ((string name, double value) in all)
            Add(row, name, value, all[0].Value / value, all[0].Name);
    }

    public void Write(string name, string heading)
    {
        string folder = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.Benchmarks", "results");
        Directory.CreateDirectory(folder);
        var csv = new StringBuilder().AppendLine(string.Join(',', columns));
        var table = new StringBuilder(heading)
            .AppendLine($"| {string.Join(" | ", columns.Select(column => column.Replace('_', ' ')))} |")
            .AppendLine($"|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (string[] row in _rows)
        {
            csv.AppendLine(string.Join(',', row.Select(cell => cell.Contains(',') ? $"\"{cell}\"" : cell)));
            table.AppendLine($"| {string.Join(" | ", row)} |");
        }

        File.WriteAllText(Path.Combine(folder, name + ".csv"), csv.ToString());
        File.WriteAllText(Path.Combine(folder, name + ".md"), table.ToString());
        Console.Write(table);
    }

    private void Add(string row, string way, double value, double ratio, string against) =>
        _rows.Add([row, way, FormattableString.Invariant($"{value:F1}"), FormattableString.Invariant($"{ratio:F2}"), against]);
}
