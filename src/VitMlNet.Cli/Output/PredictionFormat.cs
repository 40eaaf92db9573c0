using System.CommandLine;

namespace VitMlNet.Cli.Output;

/// <summary>The formats of <c>classify</c>.</summary>
internal static class PredictionFormat
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Csv = "csv";

    public static readonly string[] Names = [Table, Json, Csv];

    /// <summary>The option that chooses one.</summary>
    public static Option<string> Option()
    {
        var option = new Option<string>("--format")
        {
            Description = "An aligned table, one JSON object a line, or comma-separated values. Default: what the extension of --output says, else table.",
        };
        option.AcceptOnlyFromAmong(Names);
        return option;
    }

    /// <summary>The format that an output file's extension stands for; <see cref="Table"/> for any other, and for none.</summary>
    public static string Of(string? outputPath) => Path.GetExtension(outputPath)?.ToLowerInvariant() switch
    {
        ".json" or ".jsonl" or ".ndjson" => Json,
        ".csv" => Csv,
        _ => Table,
    };

    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="output">Where the text goes.</param>
    /// <param name="paths">All images, for the width of the table's first column.</param>
    public static IPredictionWriter CreateWriter(string format, TextWriter output, IReadOnlyList<string> paths) => format switch
    {
        Json => new JsonPredictionWriter(output),
        Csv => new CsvPredictionWriter(output),
        _ => new TextPredictionWriter(output, paths.Count == 0 ? 0 : paths.Max(path => path.Length)),
    };
}
