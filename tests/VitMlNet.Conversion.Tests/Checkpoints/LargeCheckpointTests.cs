using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Files beyond 4 GB, where sizes and offsets need zip64. The file is sparse, it takes no room.</summary>
[TestClass]
public sealed class LargeCheckpointTests
{
    [TestMethod]
    public void TensorsBehindFourGigabytesAreRead()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("needs a file system with sparse files by default, which this machine may lack");
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        const int LargeCount = 1_200_000_000;
        using (var writer = new NpzWriter(path))
        {
            writer.Add("first", [2], [1f, 2f]);
            writer.Begin("large.npy");
            writer.Write(NpyFormat.Header("<f4", false, [LargeCount / 1000, 1000]));
            writer.Skip(4L * LargeCount);
            writer.End();
            writer.Add("last", [2], [3f, 4f]);
        }

        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        Assert.IsGreaterThan(4L << 30, checkpoint.Length);
        CollectionAssert.AreEqual(new[] { "first", "large", "last" }, checkpoint.Tensors.Keys.ToArray());
        Assert.AreEqual(LargeCount, checkpoint.Tensors["large"].Count);
        var values = new float[2];
        checkpoint.Tensors["last"].Read(values);
        CollectionAssert.AreEqual(new[] { 3f, 4f }, values);
    }

    [TestMethod]
    public void MoreMembersThanSixteenBitsCountAreRead()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        const int Count = 66_000;
        using (var writer = new NpzWriter(path))
        {
            for (int i = 0; i < Count; i++)
                writer.Add($"extra/{i}", []);
            writer.Add("cls", [1], [5f]);
        }

        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        var value = new float[1];
        checkpoint.Tensors["cls"].Read(value);
        Assert.AreEqual(5f, value[0]);
    }
}
