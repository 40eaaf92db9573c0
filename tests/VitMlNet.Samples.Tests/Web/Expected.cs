using Microsoft.ML;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>What the library itself says of a photograph, run as the web sample runs it.</summary>
internal static class Expected
{
    private static readonly Lock Gate = new();
    private static readonly Lazy<PredictionEngine<Upload, Scored>> Engine = new(CreateEngine);

    private static VitModel Model => VitModel.Open(Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx"));

    /// <summary>The five most probable classes.</summary>
    public static IReadOnlyList<VitPrediction> Classify(byte[] image)
    {
        lock (Gate)
            return Model.GetTopPredictions(Engine.Value.Predict(new Upload { Image = image }).Score, 5);
    }

    private static PredictionEngine<Upload, Scored> CreateEngine()
    {
        var ml = new MLContext();
        var options = new VitClassificationOptions { Session = new VitSessionOptions { ThreadCount = 1 } };
        return ml.Model.CreateVitPredictionEngine<Upload, Scored>(
            ml.Transforms.VitClassifyImage("Score", Model, "Image", options: options).Fit(ml.Data.LoadFromEnumerable<Upload>([])));
    }

    public sealed class Upload
    {
        public byte[] Image { get; set; } = [];
    }

    public sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
