using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;
using VitMlNet.Tests.Imaging;

namespace VitMlNet.Tests.Pipeline;

/// <summary>The single steps: each by itself, and together what the two whole ones do.</summary>
[TestClass]
public sealed class StepTests
{
    [TestMethod]
    [DataRow("google")]
    [DataRow("mlnet")]
    public void TheSingleStepsTogetherClassify(string preprocessing)
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel { Preprocessing = preprocessing }.Write(folder.File("tiny.onnx")));
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(Photos.Write(folder, 5).Select(path => new Photo { ImagePath = path }));
        TransformsCatalog t = ml.Transforms;
        using VitImageTransformer whole = t.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        using VitImageTransformer features = t.VitFeaturizeImage("Features", model, "ImagePath").Fit(photos);
        using var steps = t.VitPreprocessImage("Pixels", model, "ImagePath")
            .Append(t.VitScoreImage([new("Logits", "logits"), new("Features", "features")], model, "Pixels", null))
            .Append(t.VitPredictLabel("Score", model, "Logits")).Fit(photos);

        IDataView expected = whole.Transform(photos), found = steps.Transform(photos);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 8, 8, 3), found.Schema["Pixels"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 5), found.Schema["Logits"].Type);
        AreEqual(expected.GetColumn<float[]>("Score"), found.GetColumn<float[]>("Score"));
        AreEqual(features.Transform(photos).GetColumn<float[]>("Features"), found.GetColumn<float[]>("Features"));
        CollectionAssert.AreEqual(expected.GetColumn<string>("PredictedLabel").ToArray(), found.GetColumn<string>("PredictedLabel").ToArray());
        ml.Model.Save(steps, photos.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext(2).Model.Load(folder.File("model.zip"), out _);
        AreEqual(expected.GetColumn<float[]>("Score"), loaded.Transform(photos).GetColumn<float[]>("Score"));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void LoadedImagesAreUprightAndWhole()
    {
        using var folder = new TemporaryFolder();
        TestPicture picture = TestPicture.Noise(5, 7, 1);
        File.WriteAllBytes(folder.File("a.png"), SkiaFiles.Png(picture));
        var ml = new MLContext(1);
        IDataView paths = ml.Data.LoadFromEnumerable(new[] { new Photo { ImagePath = folder.File("a.png") } });
        MLImage image = ml.Transforms.VitLoadImage("Image", "ImagePath").Fit(paths).Transform(paths).GetColumn<MLImage>("Image").Single();
        Assert.AreEqual((5, 7, MLPixelFormat.Rgba32), (image.Height, image.Width, image.PixelFormat));
        CollectionAssert.AreEqual(picture.ToRgba(), image.Pixels.ToArray());

        IDataView bytes = ml.Data.LoadFromEnumerable(new[] { new BytesPhoto { Bytes = SkiaFiles.Png(picture) }, new BytesPhoto { Bytes = [1, 2, 3] } });
        ITransformer keeping = ml.Transforms.VitLoadImage("Image", "Bytes", onError: VitImageErrorHandling.KeepRow).Fit(bytes);
        ml.Model.Save(keeping, bytes.Schema, folder.File("model.zip"));
        foreach (ITransformer transformer in new[] { keeping, new MLContext(2).Model.Load(folder.File("model.zip"), out _) })
        {
            MLImage?[] images = transformer.Transform(bytes).GetColumn<MLImage?>("Image").ToArray();
            CollectionAssert.AreEqual(picture.ToRgba(), images[0]!.Pixels.ToArray());
            Assert.IsNull(images[1]);
            StringAssert.Contains(transformer.Transform(bytes).GetColumn<string>("ImageError").Last(), "010203");
        }
    }

    [TestMethod]
    public void BytesOfAFixedSizeAreTakenToo()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        byte[] png = SkiaFiles.Png(TestPicture.Noise(9, 9, 1));
        var ml = new MLContext(1);
        SchemaDefinition sized = SchemaDefinition.Create(typeof(BytesPhoto));
        sized[0].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, png.Length);
        IDataView photos = ml.Data.LoadFromEnumerable(new[] { new BytesPhoto { Bytes = png } }, sized);
        IDataView open = ml.Data.LoadFromEnumerable(new[] { new BytesPhoto { Bytes = png } });
        using VitImageTransformer transformer = ml.Transforms.VitFeaturizeImage("Features", model, "Bytes").Fit(photos);
        using VitImageTransformer other = ml.Transforms.VitFeaturizeImage("Features", model, "Bytes").Fit(open);
        AreEqual(other.Transform(open).GetColumn<float[]>("Features"), transformer.Transform(photos).GetColumn<float[]>("Features"));
    }

    [TestMethod]
    [DataRow("tiny_vit", 64, false)]
    [DataRow("tiny_r3", 72, true)]
    public void AConvertedCheckpointScoresPixelsAsTheGoldensSay(string name, int resolution, bool externalWeights)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("model.onnx");
        CheckpointConverter.Convert(Path.Combine(RepositoryPaths.Goldens, name + ".ckpt.npz"), file,
            new ConversionOptions { Resolution = resolution, EmbeddedWeightsLimit = externalWeights ? 0 : 256 << 20 });
        VitModel model = VitModel.Open(file);
        Assert.AreEqual(externalWeights, model.WeightsPath is not null);
        int length = model.Height * model.Width * 3;
        float[] images = TestImages.Make(model.Height);
        var ml = new MLContext(1);
        SchemaDefinition sized = SchemaDefinition.Create(typeof(PixelsPhoto));
        sized[0].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        IDataView rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, TestImages.Count)
            .Select(i => new PixelsPhoto { Pixels = images[(i * length)..((i + 1) * length)] }), sized);
        ITransformer scorer = ml.Transforms.VitScoreImage([new("L", "logits"), new("F", "features")], model, "Pixels", null).Fit(rows);
        Compare("logits", "L");
        Compare("pre_logits", "F");
        ((IDisposable)scorer).Dispose();

        void Compare(string golden, string column)
        {
            double[] expected = Npz.Read(Path.Combine(RepositoryPaths.Goldens, name + ".golden.npz"))[golden].Doubles;
            float[] found = scorer.Transform(rows).GetColumn<float[]>(column).SelectMany(row => row).ToArray();
            Assert.HasCount(expected.Length, found);
            for (int i = 0; i < found.Length; i++)
                Assert.AreEqual(expected[i], found[i], 1e-4, $"{golden} {i}");
        }
    }

    private static void AreEqual(IEnumerable<float[]> expected, IEnumerable<float[]> found)
    {
        float[][] a = expected.ToArray(), b = found.ToArray();
        Assert.HasCount(a.Length, b);
        for (int i = 0; i < a.Length; i++)
            CollectionAssert.AreEqual(a[i], b[i], $"row {i}");
    }

    private sealed class PixelsPhoto
    {
        public float[] Pixels { get; set; } = [];
    }
}
