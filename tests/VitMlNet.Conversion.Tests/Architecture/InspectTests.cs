using static VitMlNet.Conversion.Tests.Graph.GoldenTests;

namespace VitMlNet.Conversion.Tests.Architecture;

[TestClass]
public sealed class InspectTests
{
    /// <summary>The counts are those of vit_jax/models_test.py; B/8 is B/16 with other patches and positions.</summary>
    [TestMethod]
    [DataRow("Ti_16", "Ti/16", 5_717_416, 200)]
    [DataRow("S_16", "S/16", 22_050_664, 200)]
    [DataRow("S_32", "S/32", 22_878_952, 200)]
    [DataRow("B_16", "B/16", 86_567_656, 200)]
    [DataRow("B_32", "B/32", 88_224_232, 200)]
    [DataRow("B_8", "B/8", 86_576_872, 200)]
    [DataRow("L_16", "L/16", 304_326_632, 392)]
    [DataRow("R_Ti_16", "R+Ti/16", 6_337_704, 203)]
    [DataRow("R26_S_32", "R26+S/32", 36_431_912, 287)]
    [DataRow("R50_L_32", "R50+L/32", 328_994_856, 551)]
    public void Every_official_architecture_is_known_by_its_shapes(string name, string architecture, long parameters, int tensors)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("checkpoint.npz");
        WriteShapes(path, CheckpointConfiguration.Get(name));

        CheckpointInfo info = CheckpointConverter.Inspect(path);

        Assert.AreEqual(architecture, info.Architecture);
        Assert.AreEqual(parameters, info.ParameterCount);
        Assert.AreEqual(tensors, info.TensorCount);
        Assert.AreEqual(224, info.Resolution);
        Assert.AreEqual(1000, info.ClassCount);
    }

    [TestMethod]
    public void The_resolution_in_a_published_name_wins_where_the_grid_agrees()
    {
        using var folder = new TemporaryFolder();
        string named = folder.File("R-i21k--imagenet2012-steps_20k-lr_0.01-res_72.npz");
        string misnamed = folder.File("R-i21k--imagenet2012-steps_20k-lr_0.01-res_224.npz");
        File.Copy(Golden("tiny_r3.ckpt.npz"), named);
        File.Copy(named, misnamed);

        Assert.AreEqual(72, CheckpointConverter.Inspect(named).Resolution);
        Assert.AreEqual(80, CheckpointConverter.Inspect(misnamed).Resolution);
    }

    [TestMethod]
    public void Sizes_that_were_never_published_are_described()
    {
        CheckpointInfo info = CheckpointConverter.Inspect(Golden("tiny_r3.ckpt.npz"));
        Assert.AreEqual("ViT hidden 64, depth 2, heads 4, mlp 192, patch 1, ResNet 2-1-1 x 32", info.Architecture);
        CollectionAssert.AreEqual(new[] { 2, 1, 1 }, info.ResNetStages!.ToArray());
        Assert.IsTrue(CheckpointConverter.Inspect(Golden("tiny_vit_rep.ckpt.npz")).HasPreLogits);
    }

    /// <summary>Writes a checkpoint with holes for values: its headers are all that is read here, and the full files are large.</summary>
    private static void WriteShapes(string path, CheckpointConfiguration configuration)
    {
        using var writer = new NpzWriter(path);
        foreach ((string name, int[] shape) in CheckpointShapes.Of(configuration))
        {
            writer.Begin(name + ".npy");
            writer.Write(NpyFormat.Header("<f4", fortran: false, shape));
            writer.Skip(shape.Aggregate(4L, (bytes, size) => bytes * size));
            writer.End();
        }
    }
}
