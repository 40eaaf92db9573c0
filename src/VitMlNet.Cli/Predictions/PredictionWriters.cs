namespace VitMlNet.Cli;

/// <summary>Chooses the writer of a format.</summary>
internal static class PredictionWriters
{
    /// <param name="format">The format.</param>
    /// <param name="results">Where the text goes.</param>
    /// <param name="csv">How texts are written to comma-separated values.</param>
    /// <param name="paths">All images, for the width of the table's first column.</param>
    public static IPredictionWriter Create(ResultFormat format, ResultText results, Csv csv, IReadOnlyList<string> paths) => format switch
    {
        ResultFormat.Json => new JsonPredictionWriter(results.Writer),
        ResultFormat.Csv => new CsvPredictionWriter(results.Writer, csv),
        _ when results.Terminal is { } terminal => new TerminalPredictionWriter(terminal),
        _ => new TextPredictionWriter(results.Writer, paths.Count == 0 ? 0 : paths.Max(path => path.Length)),
    };
}
