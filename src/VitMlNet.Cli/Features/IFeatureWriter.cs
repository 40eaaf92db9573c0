namespace VitMlNet.Cli;

/// <summary>Writes feature vectors to a file; the file appears when all are in it.</summary>
internal interface IFeatureWriter : IDisposable
{
    /// <summary>Adds an image's features.</summary>
    void Add(string path, ReadOnlySpan<float> features);

    /// <summary>Completes the file and puts it in its place. Without this call, disposing leaves nothing behind.</summary>
    void Commit();
}

/// <summary>The file formats of <c>features</c>, chosen by the extension.</summary>
internal static class FeatureFormat
{
    public const string Extensions = ".csv, .npy or .parquet";

    public static bool IsKnown(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".npy" or ".parquet";

    /// <summary>Refuses paths that the format cannot hold.</summary>
    /// <exception cref="UsageException">A path has a line break, and the paths are to be written one a line.</exception>
    public static void CheckPaths(string outputPath, IEnumerable<string> paths)
    {
        if (Path.GetExtension(outputPath).ToLowerInvariant() == ".npy" && paths.FirstOrDefault(path => path.AsSpan().ContainsAny('\r', '\n')) is { } broken)
        {
            throw new UsageException(
                $"{broken}: the name has a line break, and FILE.npy{NpyFeatureWriter.PathsSuffix} has one path a line; rename the file, or write "
                    + $".csv or .parquet.");
        }
    }

    public static IFeatureWriter CreateWriter(string path, int featureCount, Csv csv) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => new CsvFeatureWriter(path, featureCount, csv),
        ".npy" => new NpyFeatureWriter(path, featureCount),
        ".parquet" => new ParquetFeatureWriter(path, featureCount),
        _ => throw new UsageException($"{path}: features are written to {Extensions}, which the file's extension chooses."),
    };
}
