namespace VitMlNet.Inference.Tests;

/// <summary>Damaged model files, of this library and of other tools, are opened or refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ModelFuzzTests
{
    // Far above what these small files need, far below what a believed lie about a length would cost.
    private const long MostAllocated = 16 << 20;

    [TestMethod]
    public void Mutated_files_are_opened_or_refused()
    {
        using var folder = new TemporaryFolder();
        byte[][] originals =
        [
            File.ReadAllBytes(new TinyModel().Write(folder.File("a.onnx"))),
            File.ReadAllBytes(new OtherExport { Features = "embedding", Tokens = "last_hidden_state" }.Write(folder.File("a.onnx"))),
            File.ReadAllBytes(new TinyModel { Size = 2, Features = 2, ExternalWeights = true }.Write(folder.File("mutated.onnx"))),
        ];
        var run = new FuzzRun(5_000, MostAllocated, salt: 10);
        run.Run(
            (i, random) => Mutations.Of(originals[i % originals.Length], random, 0, 1, 0x0A, 0x12, 0x1A, 0x3A, 0x72, 0x7F, 0x80, 0xFF),
            (_, file) =>
            {
                VitModel model = VitModel.Open(folder.Write("mutated.onnx", file));
                Assert.IsGreaterThan(0, model.Height * model.Width);
                Assert.IsTrue(model.ClassCount is null or > 0);
            });
        Assert.IsGreaterThan(0, run.Accepted);
        Assert.IsGreaterThan(0, run.Refused);
    }
}
