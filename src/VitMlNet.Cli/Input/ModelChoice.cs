namespace VitMlNet.Cli.Input;

/// <summary>Which model file a command uses.</summary>
internal static class ModelChoice
{
    /// <summary>The environment variable that names the model when <c>--model</c> does not.</summary>
    public const string Variable = "VITMLNET_MODEL";

    /// <summary>The path that was given, or else the environment variable's.</summary>
    /// <exception cref="UsageException">Neither is there, or it names a checkpoint.</exception>
    public static string Resolve(string? given)
    {
        string path = Find(given);
        if (File.Exists(path) && FileKind.IsCheckpoint(path))
            throw new UsageException($"{path}: this is a checkpoint, and a model file is needed; make one with 'vitmlnet convert {path} --output FILE.onnx'.");
        return path;
    }

    private static string Find(string? given)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return given;
        string? fromEnvironment = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(fromEnvironment))
            return fromEnvironment;
        throw new UsageException(
            $"no model is named. Name one with --model FILE.onnx, or in the environment variable {Variable}; " +
            "'vitmlnet convert CHECKPOINT.npz --output FILE.onnx' makes one from a checkpoint.");
    }
}
