using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>Google's Ti/16 as other tools exported it, against the same weights converted by this project.</summary>
[TestClass]
public sealed class RealExportTests
{
    [TestMethod]
    [DataRow("ti16_timm_nchw", false)]
    [DataRow("ti16_fixed_batch_two_outputs", true)]
    [DataRow("ti16_nhwc_softmax", false)]
    public void Scores_and_features_are_those_of_the_converted_checkpoint(string name, bool hasFeatures)
    {
        if (RepositoryPaths.Shared("data", "exports", name + ".onnx") is not { } export
            || RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz") is not { } checkpoint)
        {
            Assert.Inconclusive("needs ../shared/data/exports and ../shared/data/checkpoints, which this machine lacks");
            return;
        }

        using var folder = new TemporaryFolder();
        VitModel own = VitModel.Open(ConvertWithExactGelu(checkpoint, folder.File("own.onnx")));
        VitModel other = VitModel.Open(export, new VitModelOptions { Preprocessing = own.Preprocessing });
        CollectionAssert.AreEqual(own.Labels.ToArray(), other.Labels.ToArray());
        Assert.AreEqual(hasFeatures ? own.FeatureCount : 0, other.FeatureCount);
        string images = Path.Combine(RepositoryPaths.Root, "samples", "images");
        string[] photographs = [.. VitImageFiles.Find(images)];
        Assert.HasCount(3, photographs);
        using VitPredictor converted = new(own), exported = new(other);
        Scene.AssertEqual(Scores(converted), Scores(exported), 1e-4f);
        if (hasFeatures)
            Scene.AssertEqual(Features(converted), Features(exported), 1e-4f);

        float[][] Scores(VitPredictor predictor) => Array.ConvertAll(photographs, path => predictor.Classify(path).Scores.ToArray());
        float[][] Features(VitPredictor predictor) => Array.ConvertAll(photographs, path => predictor.Featurize(path));
    }

    /// <summary>The exports have the exact GELU, where Google's code, and with it the converter, has the approximation by tanh.</summary>
    private static string ConvertWithExactGelu(string checkpoint, string path)
    {
        CheckpointConverter.Convert(checkpoint, path);
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        NodeProto[] gelus = [.. model.Graph.Node.Where(node => node.OpType == "Gelu")];
        Assert.HasCount(12, gelus);
        foreach (NodeProto gelu in gelus)
            gelu.Attribute.Single(attribute => attribute.Name == "approximate").S = ByteString.CopyFromUtf8("none");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }
}
