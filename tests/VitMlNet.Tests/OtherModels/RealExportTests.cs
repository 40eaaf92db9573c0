using Google.Protobuf;
using Microsoft.ML;
using VitMlNet.ModelFile.Onnx;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.OtherModels;

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
        VitModel other = VitModel.Open(export);
        CollectionAssert.AreEqual(own.Labels.ToArray(), other.Labels.ToArray());
        Assert.AreEqual(hasFeatures ? own.FeatureCount : 0, other.FeatureCount);
        string images = Path.Combine(RepositoryPaths.Root, "samples", "images");
        Photo[] photos = [.. Directory.GetFiles(images).Where(path => !path.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(path => new Photo { ImagePath = path })];
        Assert.HasCount(3, photos);
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable(photos);

        Compare<Prediction>(model => ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(data), row => row.Score);
        if (hasFeatures)
            Compare<FeaturesRow>(model => ml.Transforms.VitFeaturizeImage("Features", model, "ImagePath").Fit(data), row => row.Features);

        void Compare<TRow>(Func<VitModel, VitImageTransformer> fit, Func<TRow, float[]> values)
            where TRow : class, new()
        {
            using VitImageTransformer converted = fit(own), exported = fit(other);
            ml.Model.SaveVit(exported, data.Schema, folder.File("model.zip"));
            ITransformer loaded = new MLContext(2).LoadVit(folder.File("model.zip"), out DataViewSchema _);
            using var disposing = (IDisposable)loaded;
            AssertNear(Rows(converted), Rows(exported));
            AssertNear(Rows(converted), Rows(loaded));

            float[][] Rows(ITransformer way) => [.. ml.Data.CreateEnumerable<TRow>(way.Transform(data), false).Select(values)];
        }
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

    private static void AssertNear(float[][] expected, float[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.HasCount(expected[row].Length, actual[row]);
            for (int i = 0; i < expected[row].Length; i++)
                Assert.AreEqual(expected[row][i], actual[row][i], 1e-4f, $"row {row}, value {i}");
        }
    }
}
