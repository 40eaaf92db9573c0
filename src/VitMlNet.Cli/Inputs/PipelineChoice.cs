namespace VitMlNet.Cli;

/// <summary>Tells saved pipelines from the other files that the tool knows.</summary>
internal static class PipelineChoice
{
    private const string Extension = ".zip";

    /// <summary>Whether the name is that of a saved pipeline.</summary>
    public static bool IsPipeline(string? path) => string.Equals(Path.GetExtension(path), Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path, unless it is that of a file of another kind.</summary>
    /// <exception cref="UsageException">There is no such file, or it is a checkpoint or a model file.</exception>
    public static string Check(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path}: this is a folder; name the {Extension} that 'vitmlnet train' saved.");
        if (!File.Exists(path))
            throw new UsageException($"{path}: there is no such file; name the {Extension} that 'vitmlnet train' saved.");
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{path}: this is a model file; use 'vitmlnet classify PATH --model {path}'.");
        return FileKinds.Find(path) != FileKind.Checkpoint
            ? path
            : throw new UsageException(
                $"{path}: this is a checkpoint; make a model file with 'vitmlnet convert', and use it with 'vitmlnet classify' or 'vitmlnet train'.");
    }
}
