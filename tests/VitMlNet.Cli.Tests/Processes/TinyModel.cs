namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Tiny model files, converted once by the tool itself from generated checkpoints.</summary>
internal static class TinyModel
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly Lazy<string> LazyCheckpoint = new(() =>
    {
        string path = Folder.File("tiny.npz");
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get("tiny_vit"));
        return path;
    });

    private static readonly Lazy<string> LazyModel = new(() =>
    {
        string path = Folder.File("tiny.onnx");
        ToolProcess.Run("convert", LazyCheckpoint.Value, "--output", path).Expect(0);
        return path;
    });

    private static readonly Lazy<string> LazyImageNet = new(() =>
    {
        string checkpoint = Folder.File("imagenet.npz");
        string path = Folder.File("imagenet.onnx");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get("tiny_vit") with { Classes = 1000 });
        ToolProcess.Run("convert", checkpoint, "--output", path).Expect(0);
        return path;
    });

    static TinyModel() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();

    /// <summary>A plain Vision Transformer of 64 x 64 pixels, 64 features, 10 classes without names.</summary>
    public static string Checkpoint => LazyCheckpoint.Value;

    /// <summary>The model file of <see cref="Checkpoint"/>.</summary>
    public static string Model => LazyModel.Value;

    /// <summary>A model file of the same size with ImageNet's 1000 classes, their names and ids.</summary>
    public static string ImageNet => LazyImageNet.Value;
}
