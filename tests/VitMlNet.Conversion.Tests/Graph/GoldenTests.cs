namespace VitMlNet.Conversion.Tests.Graph;

/// <summary>Logits and features against the float64 goldens, for all six images.</summary>
[TestClass]
public sealed class GoldenTests
{
    /// <summary>Separates every known deviation from the original numerics (architecture: GELU 2.7e-4, GroupNorm epsilon 8e-3, padding 1).</summary>
    private const double Tolerance = 1e-4;

    [TestMethod]
    [DataRow("tiny_vit", "tiny_vit", 64)]
    [DataRow("tiny_vit_rep", "tiny_vit_rep", 64)]
    [DataRow("tiny_rstem", "tiny_rstem", 64)]
    [DataRow("tiny_r3", "tiny_r3", 72)]
    [DataRow("tiny_r3", "tiny_r3_at96", 96)]
    public void Tiny_models_agree_with_the_oracle(string checkpoint, string golden, int resolution)
    {
        using var model = new ConvertedModel(Golden($"{checkpoint}.ckpt.npz"), new ConversionOptions { Resolution = resolution });
        AssertAgrees(model, Npz.Read(Golden($"{golden}.golden.npz")), Tolerance);
    }

    [TestMethod]
    [DataRow("Ti_16", 1e-4)]
    [DataRow("S_32", 1e-4)]
    [DataRow("R_Ti_16", 1e-4)]
    // float32 noise of the original code grows with the ResNet: 1.6e-3 for R50+L/32 on the image 'corners'.
    [DataRow("R26_S_32", 5e-4)]
    public void Official_architectures_agree_with_the_oracle(string name, double tolerance)
    {
        using var folder = new TemporaryFolder();
        string checkpoint = folder.File("checkpoint.npz");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get(name));
        using var model = new ConvertedModel(checkpoint);
        AssertAgrees(model, Npz.Read(Golden($"official/{name}.golden.npz")), tolerance);
    }

    [TestMethod]
    public void All_outputs_together_give_the_same_logits()
    {
        using var model = new ConvertedModel(
            Golden("tiny_r3.ckpt.npz"), new ConversionOptions { Resolution = 72, IncludeTokens = true, IncludeAttention = true });
        AssertAgrees(model, Npz.Read(Golden("tiny_r3.golden.npz")), Tolerance);
    }

    [TestMethod]
    public void One_image_and_a_batch_score_alike()
    {
        using var model = new ConvertedModel(Golden("tiny_rstem.ckpt.npz"), new ConversionOptions { Resolution = 64 });
        float[] batch = model.Run(TestImages.Make(64))["logits"];
        int classes = batch.Length / TestImages.Count;
        for (int i = 0; i < TestImages.Count; i++)
        {
            float[] single = model.Run(TestImages.Make(64, i))["logits"];
            Deviation.AssertAtMost(
                1e-5, single, Array.ConvertAll(batch[(i * classes)..((i + 1) * classes)], value => (double)value), TestImages.Names[i]);
        }
    }

    [TestMethod]
    public void External_weights_score_as_embedded_ones_do()
    {
        using var embedded = new ConvertedModel(Golden("tiny_r3.ckpt.npz"), new ConversionOptions { Resolution = 72 });
        using var external = new ConvertedModel(
            Golden("tiny_r3.ckpt.npz"), new ConversionOptions { Resolution = 72, EmbeddedWeightsLimit = 0 });
        Assert.IsNull(embedded.Result.WeightsPath);
        Assert.AreEqual(external.Path + ".data", external.Result.WeightsPath);
        float[] images = TestImages.Make(72);
        CollectionAssert.AreEqual(embedded.Run(images)["logits"], external.Run(images)["logits"]);
    }

    internal static string Golden(string name) => Path.Combine(RepositoryPaths.Goldens, name);

    private static void AssertAgrees(ConvertedModel model, OrderedDictionary<string, NpzArray> golden, double tolerance)
    {
        float[] images = golden.TryGetValue("input", out NpzArray? input) ? input.Floats : TestImages.Make(model.Result.Resolution);
        Dictionary<string, float[]> outputs = model.Run(images);
        Deviation.AssertAtMost(tolerance, outputs["logits"], golden["logits"].Doubles, "logits");
        Deviation.AssertAtMost(tolerance, outputs["features"], golden["pre_logits"].Doubles, "features");
    }
}
