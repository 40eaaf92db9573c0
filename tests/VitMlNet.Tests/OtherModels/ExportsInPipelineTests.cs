using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Inference.Tests;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.OtherModels;

/// <summary>
/// What other tools leave goes into a pipeline by its path: in batches, saved and loaded at a place where nothing lies beside the model, and
/// through ML.NET's own loader where it can.
/// </summary>
[TestClass]
public sealed class ExportsInPipelineTests
{
    private static readonly string[] Refused =
    [
        "ir_too_new", "newest_opset", "mlnet_columns", "open_size_all", "tf_savedmodel_logits", "timm_alone_10", "external_missing", "external_renamed",
    ];

    public static IEnumerable<object[]> Names => SharedCases.All
        .Where(shared => !Refused.Contains(shared.Name) && !shared.Name.StartsWith("attack", StringComparison.Ordinal)).Select(shared => new object[] { shared.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void An_export_of_the_development_material(string name)
    {
        if (SharedCases.Root is null || SharedCases.Photographs is null)
            Assert.Inconclusive(SharedCases.Missing);
        SharedCase shared = SharedCases.All.Single(shared => shared.Name == name);
        using var folder = new TemporaryFolder();
        Compare(folder, VitModel.Open(shared.Path), SharedCases.Photographs!);
    }

    [TestMethod]
    [DataRow("vit", "")]
    [DataRow("swin", "")]
    [DataRow("beit", "")]
    [DataRow("vit", "multi_label_classification")]
    public void A_folder_that_the_test_makes(string type, string problem)
    {
        using FolderScene scene = new FolderScene()
            .With("export/onnx/model.onnx", new OtherExport
            {
                Open = [(1, "num_channels"), (2, "height"), (3, "width")],
                Scores = problem.Length > 0 ? "output" : null,
                Tokens = problem.Length > 0 ? null : "last_hidden_state",
                OpenTokens = true,
            })
            .With("export/config.json", $$"""{"model_type":"{{type}}","hidden_size":6,"problem_type":"{{problem}}","id2label":{"0":"a","1":"b","2":"c","3":"d","4":"e"} }""")
            .With("export/preprocessor_config.json", """{"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":9},"crop_size":8}""");
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(scene.Path("export"));
        Assert.AreEqual(problem.Length > 0, model.IsMultiLabel);
        Compare(folder, model, Photos.Write(folder, 3));
    }

    private static void Compare(TemporaryFolder folder, VitModel model, string[] photographs)
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable(photographs.Select(path => new Photo { ImagePath = path }));
        using var predictor = new VitPredictor(model);
        bool classifies = model.ClassCount is not null;
        float[][] expected = Array.ConvertAll(photographs, path => classifies ? predictor.Classify(path).Scores.ToArray() : predictor.Featurize(path));
        using VitImageTransformer fitted = classifies
            ? ml.Transforms.VitClassifyImage("Out", model, "ImagePath").Fit(data)
            : ml.Transforms.VitFeaturizeImage("Out", model, "ImagePath").Fit(data);
        AssertNear(expected, fitted, data);

        ml.Model.SaveVit(fitted, data.Schema, folder.File("saved.zip"));
        ITransformer loaded = new MLContext(2).Model.LoadVit(folder.File("saved.zip"), out _);
        using (loaded as IDisposable)
        {
            AssertNear(expected, loaded, data);
            if (classifies)
                CollectionAssert.AreEqual(model.Labels.ToArray(), TrainedPipeline.Flatten(loaded).OfType<VitImageTransformer>().Single().Model.Labels.ToArray());
        }

        if (model.WeightsPath is not null)
            return;
        if (!SavedWeights.AreEnough(fitted.Plan))
        {
            Assert.Contains("SaveVit", VitException.Find(Assert.Throws<Exception>(() => ml.Model.Save(fitted, data.Schema, folder.File("refused.zip"))))!.Message);
            return;
        }

        ml.Model.Save(fitted, data.Schema, folder.File("mlnet.zip"));
        ITransformer own = new MLContext(3).Model.Load(folder.File("mlnet.zip"), out _);
        using (own as IDisposable)
            AssertNear(expected, own, data);
    }

    private static void AssertNear(float[][] expected, ITransformer transformer, IDataView data)
    {
        float[][] found = [.. transformer.Transform(data).GetColumn<float[]>("Out")];
        Assert.HasCount(expected.Length, found);

        // Dynamically quantized networks round by the range of a whole batch.
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.HasCount(expected[row].Length, found[row]);
            for (int i = 0; i < expected[row].Length; i++)
                Assert.AreEqual(expected[row][i], found[row][i], 0.05f * Math.Max(1, Math.Abs(expected[row][i])), $"row {row}, value {i}");
        }
    }
}
