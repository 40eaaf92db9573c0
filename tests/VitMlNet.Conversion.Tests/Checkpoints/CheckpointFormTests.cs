using System.Security.Cryptography;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Every form that a checkpoint comes in gives the same names, shapes and values.</summary>
[TestClass]
public sealed class CheckpointFormTests
{
    private static readonly string Plain = Path.Combine(RepositoryPaths.Goldens, "tiny_rstem.ckpt.npz");

    [TestMethod]
    [DataRow("streamed_data_descriptor")]
    [DataRow("fortran_order")]
    [DataRow("opt_target_prefix")]
    [DataRow("linen_squeezed")]
    [DataRow("compressed")]
    public void EveryFormReadsAsThePlainOne(string form)
    {
        using Checkpoint plain = CheckpointFormats.Open(Plain);
        using Checkpoint other = CheckpointFormats.Open(Path.Combine(RepositoryPaths.Goldens, "npz_forms", form + ".npz"));
        AssertSame(plain, other);
    }

    [TestMethod]
    public void AStepOfTheTrainingIsLeftOut()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("step.npz");
        using (var writer = new NpzWriter(path))
        {
            foreach ((string name, NpzArray array) in Npz.Read(Plain))
                writer.Add(name, array.Shape, array.Floats);
            writer.Add("step.npy", (byte[])[.. NpyFormat.Header("<i8", fortran: false, []), 1, 0, 0, 0, 0, 0, 0, 0]);
        }

        using Checkpoint plain = CheckpointFormats.Open(Plain);
        using Checkpoint other = CheckpointFormats.Open(path);
        AssertSame(plain, other);
    }

    [TestMethod]
    [DataRow("tiny_vit")]
    [DataRow("tiny_vit_rep")]
    [DataRow("tiny_rstem")]
    [DataRow("tiny_r3")]
    public void ValuesAreThoseThatAnIndependentReaderFinds(string name)
    {
        string path = Path.Combine(RepositoryPaths.Goldens, name + ".ckpt.npz");
        OrderedDictionary<string, NpzArray> expected = Npz.Read(path);
        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        CollectionAssert.AreEqual(expected.Keys.ToArray(), checkpoint.Tensors.Keys.ToArray());
        foreach ((string tensor, NpzArray array) in expected)
        {
            CollectionAssert.AreEqual(array.Shape, checkpoint.Tensors[tensor].Shape.ToArray(), tensor);
            CollectionAssert.AreEqual(array.Floats, Read(checkpoint, tensor), tensor);
        }
    }

    [TestMethod]
    [DataRow("<f4", 1)]
    [DataRow("<f4", 2)]
    [DataRow("<f4", 3)]
    [DataRow(">f4", 1)]
    [DataRow("<f8", 1)]
    [DataRow(">f8", 2)]
    public void WiderAndBigEndianElementsKeepTheirValues(string elementType, int version)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        var form = new CheckpointForm { ElementType = elementType, HeaderVersion = version, Fortran = version == 2, Compressed = version == 3 };
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get("tiny_rstem"), form: form);
        using Checkpoint plain = CheckpointFormats.Open(Plain);
        using Checkpoint made = CheckpointFormats.Open(path);
        AssertSame(plain, made);
    }

    [TestMethod]
    [DataRow("<f2")]
    [DataRow(">f2")]
    [DataRow("|V2")]
    [DataRow("<V2")]
    public void HalfPrecisionElementsAreRounded(string elementType)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get("tiny_rstem"), form: new() { ElementType = elementType });
        using Checkpoint plain = CheckpointFormats.Open(Plain);
        using Checkpoint made = CheckpointFormats.Open(path);
        foreach (string name in plain.Tensors.Keys)
        {
            float[] expected = Array.ConvertAll(Read(plain, name), v => elementType[1] == 'f'
                ? (float)(Half)v
                : BitConverter.UInt32BitsToSingle((uint)NpyFormat.ToBFloat16(v) << 16));
            CollectionAssert.AreEqual(expected, Read(made, name), name);
        }
    }

    [TestMethod]
    [DataRow("opt/target/")]
    [DataRow("params/")]
    public void ArraysBesideThePrefixAreLeftOut(string prefix)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        using (var writer = new NpzWriter(path))
        {
            writer.Add("opt/state/step.npy", [.. NpyFormat.Header("<i4", false, [1]), 1, 0, 0, 0]);
            writer.Add(prefix + "cls", [1, 1, 2], [1f, 2f]);
            writer.Add("opt/state/cls", [1, 1, 2], [3f, 4f]);
        }

        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        CollectionAssert.AreEqual(new[] { "cls" }, checkpoint.Tensors.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2f }, Read(checkpoint, "cls"));
    }

    [TestMethod]
    public void HeadersAreReadAsPythonWritesThem()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        using (var writer = new NpzWriter(path))
        {
            Add("python2", "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L), }");
            Add("order", "{\"shape\":(2,1),\"descr\":\"<f4\",\"fortran_order\":True}");
            void Add(string name, string header) => writer.Add(name + ".npy", [.. NpyFormat.Header(header), 0, 0, 128, 63, 0, 0, 0, 64]);
            writer.Add("scalar.npy", [.. NpyFormat.Header("<f4", false, []), 0, 0, 128, 63]);
            writer.Add("empty", [0, 3], []);
            writer.Add("readme.txt", "not an array"u8);
            writer.Add("__MACOSX/._cls.npy", "Finder's"u8);
        }

        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        CollectionAssert.AreEqual(new[] { "python2", "order", "scalar", "empty" }, checkpoint.Tensors.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2f }, Read(checkpoint, "python2"));
        CollectionAssert.AreEqual(new[] { 1f, 2f }, Read(checkpoint, "order"));
        CollectionAssert.AreEqual(new[] { 1f }, Read(checkpoint, "scalar"));
        Assert.HasCount(0, Read(checkpoint, "empty"));
    }

    [TestMethod]
    public void HashIsThatOfTheWholeFile()
    {
        using Checkpoint checkpoint = CheckpointFormats.Open(Plain);
        var progress = new SynchronousProgress();
        byte[] content = File.ReadAllBytes(Plain);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(content)), checkpoint.ComputeSha256(progress, CancellationToken.None));
        Assert.AreEqual(content.Length, checkpoint.Length);
        Assert.AreEqual(checkpoint.Length, progress.Last);
        Assert.ThrowsExactly<OperationCanceledException>(() => checkpoint.ComputeSha256(null, new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void ManyThreadsReadOneCheckpoint()
    {
        using Checkpoint checkpoint = CheckpointFormats.Open(Path.Combine(RepositoryPaths.Goldens, "npz_forms", "compressed.npz"));
        using Checkpoint plain = CheckpointFormats.Open(Plain);
        Parallel.For(0, 200, i =>
        {
            string name = plain.Tensors.Keys.ElementAt(i % plain.Tensors.Count);
            CollectionAssert.AreEqual(Read(plain, name), Read(checkpoint, name));
        });
    }

    private static void AssertSame(Checkpoint expected, Checkpoint actual)
    {
        CollectionAssert.AreEqual(expected.Tensors.Keys.ToArray(), actual.Tensors.Keys.ToArray());
        foreach ((string name, CheckpointTensor tensor) in expected.Tensors)
        {
            // Squeezed GroupNorm parameters have lost their axes of size 1, nothing else.
            int[] shape = [.. tensor.Shape], found = [.. actual.Tensors[name].Shape];
            CollectionAssert.AreEqual(found.Length == 1 && shape is [1, 1, 1, _] ? [shape[3]] : shape, found, name);
            CollectionAssert.AreEqual(Read(expected, name), Read(actual, name), name);
        }
    }

    private static float[] Read(Checkpoint checkpoint, string name)
    {
        var values = new float[checkpoint.Tensors[name].Count];
        checkpoint.Tensors[name].Read(values);
        return values;
    }

    private sealed class SynchronousProgress : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
