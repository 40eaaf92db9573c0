namespace VitMlNet.Samples.Tests.Web;

/// <summary>What the library itself says of a photograph.</summary>
internal static class Expected
{
    /// <summary>The number of classes in an answer.</summary>
    public const int Count = 5;

    private static readonly Lazy<VitPredictor> s_predictor = new(
        () => new VitPredictor(VitModel.Open(Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx"))));

    /// <summary>The prediction of the demo model.</summary>
    public static VitClassification Classify(byte[] image) => s_predictor.Value.Classify(image);
}
