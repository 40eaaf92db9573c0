using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Pipeline;

/// <summary>ML.NET's contract of estimators: the schema that is promised before fitting, the transformer's, and the data's are one.</summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    [DataRow("classify")]
    [DataRow("classify top and errors")]
    [DataRow("classify stock")]
    [DataRow("classify with attention")]
    [DataRow("featurize with attention")]
    [DataRow("featurize")]
    [DataRow("featurize to a name of the model's")]
    [DataRow("load")]
    [DataRow("preprocess")]
    [DataRow("preprocess stock")]
    [DataRow("single steps")]
    public void PromisedAndDeliveredSchemasAgree(string kind)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Attention = true }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Photo { ImagePath = path }));
        TransformsCatalog t = ml.Transforms;
        var everything = new VitClassificationOptions { TopCount = 3, OnError = VitImageErrorHandling.KeepRow };
        IEstimator<ITransformer> estimator = kind switch
        {
            "classify" => t.VitClassifyImage("Score", model, "ImagePath"),
            "classify top and errors" => t.VitClassifyImage("logits", model, "ImagePath", "image", everything),
            "classify stock" => t.VitClassifyImage("Score", model, "ImagePath",
                options: new VitClassificationOptions { Preprocessing = VitPreprocessing.MlNet }),
            "classify with attention" => t.VitClassifyImage("Score", model, "ImagePath",
                options: everything.With(options => options.AttentionColumnName = "attention")),
            "featurize with attention" => t.VitFeaturizeImage("Features", model, "ImagePath", new VitScoringOptions { AttentionColumnName = "Map" }),
            "featurize" => t.VitFeaturizeImage("Features", model, "ImagePath"),
            "featurize to a name of the model's" => t.VitFeaturizeImage("image", model, "ImagePath"),
            "load" => t.VitLoadImage("Image", "ImagePath", everything.Images),
            "preprocess" => t.VitPreprocessImage("Pixels", model, "ImagePath", options: everything.Images),
            "preprocess stock" => t.VitPreprocessImage("Pixels", model, "ImagePath", VitPreprocessing.MlNet),
            _ => t.VitLoadImage("image", "ImagePath").Append(t.VitPreprocessImage("image", model, "image"))
                .Append(t.VitScoreImage([new("features", "logits"), new("logits", "features")], model, "image", null))
                .Append(t.VitPredictLabel("Score", model, "features")),
        };

        SchemaShape promised = estimator.GetOutputSchema(Shape(photos.Schema));
        ITransformer transformer = estimator.Fit(photos);
        IDataView output = transformer.Transform(photos);

        string delivered = Describe(Shape(output.Schema));
        Assert.AreEqual(Describe(promised), delivered);
        Assert.AreEqual(Describe(Shape(transformer.GetOutputSchema(photos.Schema))), delivered);
        Assert.AreEqual(Describe(Shape(transformer.GetRowToRowMapper(photos.Schema).OutputSchema)), delivered);
        Assert.IsTrue(transformer.IsRowToRowMapper);
        Assert.IsFalse(output.Schema.Any(column => column.Name.StartsWith("vit.")), delivered);
        Assert.AreEqual(2, output.Preview().RowView.Length);
        (transformer as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void SlotNamesAreTheClassNamesEvenWhereTwoClassesShareOne()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Labels = null, Classes = 1000 }.Write(folder.File("tiny.onnx")));
        Assert.IsLessThan(1000, ImageNetClasses.Names.Distinct().Count());
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 2).Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Probabilities", model, "ImagePath", "Name").Fit(photos);
        VBuffer<ReadOnlyMemory<char>> names = default;
        IDataView scored = transformer.Transform(photos);
        scored.Schema["Probabilities"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(ImageNetClasses.Names.ToArray(), names.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.HasCount(2, scored.GetColumn<string>("Name").Where(ImageNetClasses.Names.Contains).ToArray());
    }

    [TestMethod]
    public void ColumnsOfTheUsersWithTheModelsNamesAreLeftAlone()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 3)
            .Select((path, i) => new Busy { image = path, logits = $"own {i}", features = i }));
        using var transformer = ml.Transforms.VitClassifyImage("Score", model, "image")
            .Append(ml.Transforms.VitFeaturizeImage("Features", model, "image")).Fit(photos);

        IDataView output = transformer.Transform(photos);

        CollectionAssert.AreEquivalent(
            new[] { "image", "logits", "features", "Score", "PredictedLabel", "Features" },
                output.Schema.Where(c => !c.IsHidden).Select(c => c.Name).ToArray());
        CollectionAssert.AreEqual(photos.GetColumn<string>("image").ToArray(), output.GetColumn<string>("image").ToArray());
        CollectionAssert.AreEqual(new[] { "own 0", "own 1", "own 2" }, output.GetColumn<string>("logits").ToArray());
        CollectionAssert.AreEqual(new[] { 0f, 1, 2 }, output.GetColumn<float>("features").ToArray());
        ml.Model.Save(transformer, photos.Schema, folder.File("model.zip"));
        ITransformer loaded = ml.Model.Load(folder.File("model.zip"), out _);
        CollectionAssert.AreEqual(new[] { "own 0", "own 1", "own 2" }, loaded.Transform(photos).GetColumn<string>("logits").ToArray());
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void WrongColumnsAreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        VitModel headless = VitModel.Open(new TinyModel { Classes = 0 }.Write(folder.File("headless.onnx")));
        var ml = new MLContext(1);
        IDataView numbers = ml.Data.LoadFromEnumerable(new[] { new Busy { features = 1 } });
        TransformsCatalog t = ml.Transforms;

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => t.VitClassifyImage("Score", model, "Photo")
            .Fit(numbers)).Message, "'logits'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => t.VitClassifyImage("Score", model, "features")
            .Fit(numbers)).Message, "Single");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => t.VitFeaturizeImage("Score", model, "features").GetOutputSchema(Shape(numbers.Schema)));
        Assert.ThrowsExactly<ArgumentException>(() => t.VitClassifyImage("Score", model, "image", "Score"));
        Assert.ThrowsExactly<ArgumentException>(() => t.VitClassifyImage("vit.Score", model, "image"));
        Assert.ThrowsExactly<ArgumentException>(() => t.VitFeaturizeImage("", model, "image"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => t.VitClassifyImage("Score", headless, "image")).Message, "VitFeaturizeImage");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => t.VitScoreImage("Map", model, "image", "attention")).Message,
            "'features', 'logits'");
        Assert.AreEqual(6, ((VectorDataViewType)t.VitFeaturizeImage("F", headless, "image").Fit(numbers).GetOutputSchema(numbers.Schema)["F"].Type).Size);
    }

    private static SchemaShape Shape(DataViewSchema schema) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Public)!.Invoke(null, [schema])!;

    private static string Describe(SchemaShape shape) => string.Join("\n", shape
        .Select(column => $"{column.Name}: {column.Kind} {column.ItemType} {column.IsKey}").Order(StringComparer.Ordinal));

    private sealed class Busy
    {
        public string image { get; set; } = "";

        public string logits { get; set; } = "";

        public float features { get; set; }
    }
}
