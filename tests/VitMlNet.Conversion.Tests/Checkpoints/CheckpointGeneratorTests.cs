using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>The generator makes, byte for byte, the files that the goldens were computed from.</summary>
[TestClass]
public sealed class CheckpointGeneratorTests
{
    [TestMethod]
    [DataRow("tiny_vit")]
    [DataRow("tiny_vit_rep")]
    [DataRow("tiny_rstem")]
    [DataRow("tiny_r3")]
    public void TinyCheckpointsEqualTheGoldenFiles(string name)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get(name));
        AssertSameBytes(GoldenCheckpoint(name), path);
    }

    [TestMethod]
    [DataRow("streamed_data_descriptor")]
    [DataRow("fortran_order")]
    [DataRow("opt_target_prefix")]
    [DataRow("linen_squeezed")]
    public void FormsEqualTheGoldenFiles(string name)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        CheckpointForm form = name switch
        {
            "streamed_data_descriptor" => new() { Streamed = true },
            "fortran_order" => new() { Fortran = true },
            "opt_target_prefix" => new() { Prefix = "opt/target/" },
            _ => new() { Linen = true, SqueezeGroupNorm = true },
        };
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get("tiny_rstem"), form: form);
        AssertSameBytes(Path.Combine(RepositoryPaths.Goldens, "npz_forms", name + ".npz"), path);
    }

    [TestMethod]
    [DataRow("Ti_16", "5cbd1ec0ee975f0edbefc888e3be88f1bf221afe1944a591e117a081bfec628c")]
    [DataRow("R_Ti_16", "da5312f5f657739ff7e83dacc3f846bc55b2166b422f6fff0707b2509324c939")]
    public void OfficialCheckpointsHaveTheKnownHash(string name, string sha256)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get(name));
        using FileStream file = File.OpenRead(path);
        Assert.AreEqual(sha256, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    [TestMethod]
    [DataRow("Ti_16", 5_717_416, 200)]
    [DataRow("S_16", 22_050_664, 200)]
    [DataRow("S_32", 22_878_952, 200)]
    [DataRow("B_16", 86_567_656, 200)]
    [DataRow("B_32", 88_224_232, 200)]
    [DataRow("B_8", 86_576_872, 200)]
    [DataRow("L_16", 304_326_632, 392)]
    [DataRow("R_Ti_16", 6_337_704, 203)]
    [DataRow("R26_S_32", 36_431_912, 287)]
    [DataRow("R50_L_32", 328_994_856, 551)]
    public void OfficialArchitecturesHaveThePublishedNumberOfParameters(string name, int parameters, int arrays)
    {
        CheckpointConfiguration configuration = CheckpointConfiguration.Get(name);
        Assert.AreEqual(parameters, configuration.ParameterCount);
        Assert.HasCount(arrays, CheckpointShapes.Of(configuration));
    }

    [TestMethod]
    [DataRow(72, "0470b841bfa96c9ed2728dc7fa4e3e6677638f93736d503b20c0b4d38798bcd9")]
    [DataRow(224, "00fcaadcf6371e493bcd647f2f5af9c84bbc5e789e92b8d8670ec54dd6412f83")]
    public void TestImagesHaveTheKnownHash(int size, string sha256)
    {
        byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes<float>(TestImages.Make(size)));
        Assert.AreEqual(sha256, Convert.ToHexStringLower(hash));
    }

    [TestMethod]
    [DataRow("tiny_vit", 64)]
    [DataRow("tiny_r3", 72)]
    [DataRow("tiny_r3_at96", 96)]
    public void TestImagesEqualTheGoldenInputs(string name, int size)
    {
        NpzArray input = Npz.Read(Path.Combine(RepositoryPaths.Goldens, name + ".golden.npz"))["input"];
        CollectionAssert.AreEqual(new[] { 6, size, size, 3 }, input.Shape);
        Assert.IsTrue(TestImages.Make(size).AsSpan().SequenceEqual(input.Floats));
    }

    private static string GoldenCheckpoint(string name) => Path.Combine(RepositoryPaths.Goldens, name + ".ckpt.npz");

    private static void AssertSameBytes(string expected, string actual) =>
        Assert.IsTrue(File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)), $"{actual} differs from {expected}");
}
