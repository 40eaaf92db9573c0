using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>The formats of results.</summary>
internal enum ResultFormat
{
    /// <summary>An aligned table.</summary>
    Table,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>Comma-separated values.</summary>
    Csv,
}

/// <summary>How a command line chooses the format.</summary>
internal static class ResultFormats
{
    /// <summary>The option that chooses one of all formats; null where it is not given.</summary>
    public static Option<ResultFormat?> Option() => new Option<ResultFormat?>("--format")
    {
        Description = "An aligned table, one JSON object a line, or comma-separated values. Default: what the extension of --output says, else table.",
    }.AcceptOnlyNames(ResultFormat.Table, ResultFormat.Json, ResultFormat.Csv);

    /// <summary>The option that chooses between tables and JSON.</summary>
    public static Option<ResultFormat> TableOrJsonOption(string description) => new Option<ResultFormat>("--format")
    {
        Description = description + " Default: table.",
    }.AcceptOnlyNames(ResultFormat.Table, ResultFormat.Json);

    /// <summary>The format that an output file's extension stands for; <see cref="ResultFormat.Table"/> for any other, and for none.</summary>
    public static ResultFormat Of(string? outputPath) => Path.GetExtension(outputPath)?.ToLowerInvariant() switch
    {
        ".json" or ".jsonl" or ".ndjson" => ResultFormat.Json,
        ".csv" => ResultFormat.Csv,
        _ => ResultFormat.Table,
    };
}
