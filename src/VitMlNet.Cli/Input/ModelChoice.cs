namespace VitMlNet.Cli.Input;

/// <summary>Which model file a command uses.</summary>
internal static class ModelChoice
{
    /// <summary>The environment variable that names the model when <c>--model</c> does not.</summary>
    public const string Variable = "VITMLNET_MODEL";

    /// <summary>The name of the model that ships with the tool.</summary>
    public const string Demo = "vit-demo";

    private static string DemoPath => Path.Combine(AppContext.BaseDirectory, Demo + ".onnx");

    /// <summary>The path that was given, or else the environment variable's, or else the model that ships, which <paramref name="say"/> is told.</summary>
    /// <exception cref="UsageException">The path names a checkpoint, or no model is named and none ships.</exception>
    public static string Resolve(string? given, Action<string> say)
    {
        string? named = string.IsNullOrWhiteSpace(given) ? Environment.GetEnvironmentVariable(Variable) : given;
        if (string.IsNullOrWhiteSpace(named))
        {
            say($"no model is named: using {Demo}, a small model of ten kinds of things (CIFAR-10); name another with --model FILE.onnx");
            named = Demo;
        }

        if (named == Demo && !File.Exists(named))
            return File.Exists(DemoPath) ? DemoPath : throw DemoAbsent();
        if (File.Exists(named) && FileKind.IsCheckpoint(named))
            throw new UsageException($"{named}: this is a checkpoint, and a model file is needed; make one with 'vitmlnet convert {named} --output FILE.onnx'.");
        return named;
    }

    private static UsageException DemoAbsent() => new(
        $"{DemoPath}: the model that ships with the tool is absent. Name one with --model FILE.onnx, or in the environment variable {Variable}; "
        + "'vitmlnet convert CHECKPOINT.npz --output FILE.onnx' makes one from a checkpoint.");
}
