using VitMlNet.ModelFile.Onnx;
using VitMlNet.ModelFile;

namespace VitMlNet.Inference.Tests;

/// <summary>What a model file says about itself, and what is said about files that are none.</summary>
[TestClass]
public sealed class ModelFileTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AModelFileDescribesItself(bool externalWeights)
    {
        using var folder = new TemporaryFolder();
        string path = new TinyModel { ExternalWeights = externalWeights, Preprocessing = "timm" }.Write(folder.File("tiny.onnx"));

        VitModel model = VitModel.Open(path);

        Assert.AreEqual(path, model.Path);
        Assert.AreEqual(externalWeights ? path + ".data" : null, model.WeightsPath);
        Assert.AreEqual((8, 8, 6, 5), (model.Height, model.Width, model.FeatureCount, model.ClassCount));
        Assert.AreEqual(("tiny", VitPrecision.Fp32), (model.Architecture, model.Precision));
        Assert.AreEqual(VitPreprocessing.Timm, model.Preprocessing);
        CollectionAssert.AreEqual(TinyModel.Animals, model.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { "features", "logits" }, model.Outputs.ToArray());
        Assert.AreEqual("1", model.Metadata["vitmlnet.format_version"]);
    }

    [TestMethod]
    public void ClassNamesComeFromTheOptionsTheFileImageNetOrTheNumbers()
    {
        using var folder = new TemporaryFolder();
        string own = new TinyModel().Write(folder.File("own.onnx"));
        CollectionAssert.AreEqual(new[] { "a", "b", "c", "d", "e" }, VitModel.Open(own, new VitModelOptions { Labels = ["a", "b", "c", "d", "e"] }).Labels.ToArray());
        CollectionAssert.AreEqual(TinyModel.Animals, VitModel.Open(own).Labels.ToArray());
        string imageNet = new TinyModel { Labels = null, Classes = 1000 }.Write(folder.File("imagenet.onnx"));
        CollectionAssert.AreEqual(ImageNetClasses.Names.ToArray(), VitModel.Open(imageNet).Labels.ToArray());
        string nameless = new TinyModel { Labels = null, Classes = 3 }.Write(folder.File("nameless.onnx"));
        CollectionAssert.AreEqual(new[] { "0", "1", "2" }, VitModel.Open(nameless).Labels.ToArray());
        string headless = new TinyModel { Classes = 0 }.Write(folder.File("headless.onnx"));
        Assert.IsNull(VitModel.Open(headless).ClassCount);
        Assert.IsEmpty(VitModel.Open(headless).Labels);
        Refuses(own, "5 class names are expected", new VitModelOptions { Labels = ["a"] });
    }

    [TestMethod]
    public void FilesThatAreNoModelsAreNamedWithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        Refuses(folder.File("absent.onnx"), "no such file");
        Refuses(folder.File("absent/absent.onnx"), "no such file");
        Refuses(folder.Path, "folder");
        File.WriteAllBytes(folder.File("empty.onnx"), []);
        Refuses(folder.File("empty.onnx"), "empty");
        var noise = new byte[5000];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(folder.File("noise.onnx"), noise);
        Refuses(folder.File("noise.onnx"), "ONNX model is expected");
        File.WriteAllText(folder.File("text.onnx"), "version https://git-lfs.github.com/spec/v1\n");
        Refuses(folder.File("text.onnx"), "ONNX model is expected");
    }

    [TestMethod]
    public void OtherOnnxModelsAreNamedWithWhatTheyHave()
    {
        using var folder = new TemporaryFolder();
        Refuses(Write(model => model.MetadataProps.Clear()), "cut off, or was changed");
        Refuses(Write(model => model.Graph.Input[0].Name = "pixel_values"), "found is 'pixel_values', float32 [?, 8, 8, 3]");
        Refuses(Write(model => model.Graph.Input[0].Type.TensorType.ElemType = 10), "one input 'image'");
        Refuses(Write(model => model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 1), "open batch dimension");
        Refuses(Write(model => model.Graph.Output.RemoveAt(0)), "an output 'features'");
        Refuses(Write(model => model.Graph.Output[1].Type.TensorType.Shape.Dim[1].DimParam = "classes"), "an output 'logits'");
        Refuses(new TinyModel().Write(folder.File("own.onnx")), "VitModelOptions.ScoresOutput is for files of other tools", new VitModelOptions { ScoresOutput = "logits" });
        Refuses(new TinyModel { FormatVersion = "2" }.Write(folder.File("newer.onnx")), "format version 2");
        Refuses(new TinyModel { FormatVersion = "one" }.Write(folder.File("odd.onnx")), "'one'");
        Refuses(new TinyModel { Labels = ["a"] }.Write(folder.File("labels.onnx")), "5 class names are expected");
        Refuses(new TinyModel { Preprocessing = "magic" }.Write(folder.File("magic.onnx")), "preprocessing");

        string Write(Action<ModelProto> change) => new TinyModel { Change = change }.Write(folder.File("changed.onnx"));
    }

    [TestMethod]
    public void AbsentAndWrongWeightsAreNamed()
    {
        using var folder = new TemporaryFolder();
        string path = new TinyModel { ExternalWeights = true }.Write(folder.File("tiny.onnx"));
        using (FileStream weights = File.OpenWrite(path + ".data"))
            weights.SetLength(weights.Length - 1);
        Refuses(path, "cut off, or belongs to another model");
        File.Delete(path + ".data");
        Refuses(path, "tiny.onnx.data");
    }

    [TestMethod]
    public void ACutFileIsRefusedWhereverItIsCut()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(new TinyModel().Write(folder.File("tiny.onnx")));
        string cut = folder.File("cut.onnx");
        int metadata = whole.AsSpan().IndexOf("vitmlnet.format_version"u8);
        for (int length = 1; length < whole.Length; length += length < 300 || length > metadata - 300 ? 1 : 97)
        {
            File.WriteAllBytes(cut, whole.AsSpan(0, length));

            // Cut between two entries of the metadata, a file is whole again, with defaults for what is gone.
            if (length < metadata + 20)
                Assert.ThrowsExactly<VitModelException>(() => VitModel.Open(cut), $"cut to {length} bytes");
        }
    }

    [TestMethod]
    public void OnlyTheHeaderOfAHugeFileIsRead()
    {
        using var folder = new TemporaryFolder();

        // A graph with one initializer of 3 GiB of raw data, most of which is a hole in the file.
        string path = folder.File("huge.onnx");
        const long length = 3L << 30;
        byte[] tail = File.ReadAllBytes(new TinyModel().Write(folder.File("tiny.onnx")));
        using (FileStream file = File.Create(path))
        {
            byte[] head = [0x3A, .. Varint(1 + Varint(1 + Varint(length).Length + length).Length + 1 + Varint(length).Length + length), 0x2A, .. Varint(1 + Varint(length).Length + length), 0x4A, .. Varint(length)];
            file.Write(head);
            file.Position += length;
            file.Write(tail);
        }

        Assert.AreEqual(5, VitModel.Open(path).ClassCount);

        static byte[] Varint(long value)
        {
            var bytes = new List<byte>();
            for (; value >= 0x80; value >>= 7)
                bytes.Add((byte)(value | 0x80));
            bytes.Add((byte)value);
            return bytes.ToArray();
        }
    }

    [TestMethod]
    public void TopPredictionsAreTheHighestWithTheLowerIndexFirst()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        var expected = new[] { new VitPrediction(1, "dög", 0.4f), new VitPrediction(0, "cat", 0.2f), new VitPrediction(3, "bird, small", 0.2f) };
        CollectionAssert.AreEqual(expected, model.GetTopPredictions([0.2f, 0.4f, 0.1f, 0.2f, 0.1f], 3).ToArray());
        Assert.HasCount(5, model.GetTopPredictions([0.2f, 0.4f, 0.1f, 0.2f, 0.1f], 50));
        Assert.IsEmpty(model.GetTopPredictions([float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], 3));
        Assert.ThrowsExactly<ArgumentException>(() => model.GetTopPredictions([1, 2], 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.GetTopPredictions([1, 2, 3, 4, 5], 0));

        var random = new Random(3);
        for (int i = 0; i < 500; i++)
        {
            float[] scores = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(10) / 10f).ToArray();
            int count = random.Next(1, 45);
            int[] reference = Enumerable.Range(0, scores.Length).OrderByDescending(place => scores[place]).ThenBy(place => place).Take(count).ToArray();
            CollectionAssert.AreEqual(reference, TopScores.Find(scores, count));
        }
    }

    private static void Refuses(string path, string reason, VitModelOptions? options = null)
    {
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => VitModel.Open(path, options));
        Assert.AreEqual(path, e.ModelPath);
        StringAssert.StartsWith(e.Message, path);
        StringAssert.Contains(e.Message, reason);
    }
}
