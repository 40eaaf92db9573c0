using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Tests.Graph.GoldenTests;

namespace VitMlNet.Conversion.Tests.Graph;

[TestClass]
public sealed class Int8ModelTests
{
    /// <summary>
    /// The logits' standard deviation is about 1.6. Eight bits and two blocks leave a few hundredths of it; behind a ResNet whose
    /// convolutions have eight bits too, an eighth. A wrong scale or a transposed kernel would leave all of it.
    /// </summary>
    [TestMethod]
    [DataRow("tiny_vit", 64, 0.12)]
    [DataRow("tiny_vit_rep", 64, 0.12)]
    [DataRow("tiny_rstem", 64, 0.12)]
    [DataRow("tiny_r3", 72, 0.2)]
    public void The_scores_change_little(string name, int resolution, double tolerance)
    {
        using var model = new ConvertedModel(
            Golden($"{name}.ckpt.npz"), new ConversionOptions { Resolution = resolution, Precision = VitPrecision.Int8 });
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Golden($"{name}.golden.npz"));
        float[] images = golden.TryGetValue("input", out NpzArray? input) ? input.Floats : TestImages.Make(resolution);
        Deviation.AssertAtMost(tolerance, model.Run(images)["logits"], golden["logits"].Doubles, "logits");
        Assert.AreEqual("int8", model.Read().MetadataProps.Single(entry => entry.Key == "vitmlnet.precision").Value);
    }

    [TestMethod]
    public void All_outputs_together_give_about_the_same_scores()
    {
        using var model = new ConvertedModel(
            Golden("tiny_r3.ckpt.npz"),
            new ConversionOptions { Resolution = 72, Precision = VitPrecision.Int8, IncludeTokens = true, IncludeAttention = true });
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Golden("tiny_r3.golden.npz"));
        Dictionary<string, float[]> outputs = model.Run(golden["input"].Floats);
        Deviation.AssertAtMost(0.2, outputs["logits"], golden["logits"].Doubles, "logits");
        foreach (float[] map in outputs["attention"].Chunk(outputs["attention"].Length / TestImages.Count))
            Assert.AreEqual(1, map.Sum(), 1e-4f);
    }

    [TestMethod]
    public void The_encoder_takes_a_quarter_of_the_bytes()
    {
        using var fp32 = new ConvertedModel(Golden("tiny_vit.ckpt.npz"));
        using var int8 = new ConvertedModel(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { Precision = VitPrecision.Int8 });
        Assert.AreEqual(4 * KernelBytes(int8), KernelBytes(fp32));

        static int KernelBytes(ConvertedModel model) => model.Read().Graph.Initializer
            .Where(tensor => tensor.Name.StartsWith("Transformer/encoderblock", StringComparison.Ordinal) && tensor.Dims.Count == 2)
            .Sum(tensor => tensor.RawData.Length);
    }

    [TestMethod]
    public void A_channel_that_dwarfs_the_others_is_kept_apart()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = folder.File("outlier.npz");
        WriteWithOutlier(checkpoint, channel: 7, factor: 60);
        using var fp32 = new ConvertedModel(checkpoint);
        using var int8 = new ConvertedModel(checkpoint, new ConversionOptions { Precision = VitPrecision.Int8 });

        // Only block 1 has the outlier.
        NodeProto apart = int8.Read().Graph.Node.Single(node => node.Name.EndsWith("/outliers", StringComparison.Ordinal));
        Assert.AreEqual("Transformer/encoderblock_1/MlpBlock_3/Dense_1/outliers", apart.Name);
        float[] images = TestImages.Make(64);
        Deviation.AssertAtMost(
            0.12, int8.Run(images)["logits"], Array.ConvertAll(fp32.Run(images)["logits"], value => (double)value), "logits");
    }

    /// <summary>Makes one hidden channel of block 1 larger, and what it adds to the result as much smaller.</summary>
    private static void WriteWithOutlier(string path, int channel, float factor)
    {
        OrderedDictionary<string, NpzArray> tensors = Npz.Read(Golden("tiny_vit.ckpt.npz"));
        const string Mlp = "Transformer/encoderblock_1/MlpBlock_3/";
        Scale(tensors[Mlp + "Dense_0/kernel"], column: channel, factor);
        NpzArray second = tensors[Mlp + "Dense_1/kernel"];
        for (int i = 0; i < second.Shape[1]; i++)
            second.Floats[channel * second.Shape[1] + i] /= factor;

        using var writer = new NpzWriter(path);
        foreach ((string name, NpzArray array) in tensors)
            writer.Add(name, array.Shape, array.Floats);

        static void Scale(NpzArray kernel, int column, float factor)
        {
            for (int i = column; i < kernel.Floats.Length; i += kernel.Shape[1])
                kernel.Floats[i] *= factor;
        }
    }
}
