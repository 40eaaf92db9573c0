using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.ModelFile.Tests.Onnx;

/// <summary>The header is that of the whole model as the generated messages read it, and no file makes the reader read the weights.</summary>
[TestClass]
public sealed class OnnxHeaderReaderTests
{
    private const long Little = 4 << 20;

    public static IEnumerable<string> Files =>
    [
        Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx"),
        // Without the hostile ones, which are to be refused.
        .. RepositoryPaths.Shared("data", "exports") is { } exports
            ? Directory.GetFiles(exports, "*.onnx", SearchOption.AllDirectories).Where(path => !path.Contains("attack", StringComparison.Ordinal))
            : [],
    ];

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void A_header_is_that_of_the_whole_model(string path)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        OnnxHeader header = Read(File.ReadAllBytes(path));

        Assert.AreEqual(model.ProducerName, header.Producer);
        CollectionAssert.AreEqual(
            model.MetadataProps.Select(entry => (entry.Key, entry.Value)).ToArray(), header.Metadata.Select(pair => (pair.Key, pair.Value)).ToArray());
        string[] initializers = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        CollectionAssert.AreEqual(
            model.Graph.Input.Select(input => input.Name).Except(initializers).ToArray(), header.Inputs.Select(input => input.Name).ToArray());
        CollectionAssert.AreEqual(model.Graph.Output.Select(output => output.Name).ToArray(), header.Outputs.Select(output => output.Name).ToArray());
        CollectionAssert.AreEquivalent(
            model.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node.OpType, node.Input.FirstOrDefault() ?? ""))).ToArray(),
            header.Steps.Select(pair => (pair.Key, pair.Value.Operation, pair.Value.Input)).ToArray());
        CollectionAssert.AreEquivalent(
            model.Graph.Initializer.SelectMany(tensor => tensor.ExternalData)
                .Where(entry => entry.Key == "location").Select(entry => entry.Value).Distinct().ToArray(),
            header.ExternalFiles.Keys.ToArray());
    }

    [TestMethod]
    public void Dimensions_are_numbers_names_or_unknown()
    {
        ModelProto model = Model(1);
        model.Graph.Input.Add(new ValueInfoProto
        {
            Name = "image",
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = OnnxTensorInfo.Float,
                    Shape = new TensorShapeProto
                    {
                        Dim =
                        {
                            new TensorShapeProto.Types.Dimension { DimParam = "batch" },
                            new TensorShapeProto.Types.Dimension { DimValue = 224 },
                            new TensorShapeProto.Types.Dimension { DimValue = -1 },
                            new TensorShapeProto.Types.Dimension(),
                        },
                    },
                },
            },
        });
        model.Graph.Output.Add(new ValueInfoProto { Name = "no type" });
        OnnxHeader header = Read(model.ToByteArray());
        CollectionAssert.AreEqual(new long?[] { null, 224, null, null }, header.Inputs[0].Dimensions!.ToArray());
        CollectionAssert.AreEqual(new[] { "batch", null, null, null }, header.Inputs[0].Symbols.ToArray());
        Assert.AreEqual("float32 [?, 224, ?, ?]", header.Inputs[0].Describe());
        Assert.IsNull(header.Outputs[0].Dimensions);
    }

    [TestMethod]
    public void External_files_have_the_length_that_their_last_tensor_needs()
    {
        ModelProto model = Model(1);
        model.Graph.Initializer.Add(External(("location", "w.data"), ("offset", "4096"), ("length", "100")));
        model.Graph.Initializer.Add(External(("length", "50"), ("location", "w.data")));
        model.Graph.Initializer.Add(External(("location", "v.data")));
        IReadOnlyDictionary<string, long> files = Read(model.ToByteArray()).ExternalFiles;
        Assert.AreEqual(4196, files["w.data"]);
        Assert.AreEqual(0, files["v.data"]);

        foreach (string wrong in (string[])["-1", "x", "", "99999999999999999999"])
        {
            model.Graph.Initializer[^1] = External(("location", "v.data"), ("offset", "1"), ("length", wrong));
            Assert.ThrowsExactly<InvalidDataException>(() => Read(model.ToByteArray()), wrong);
        }

        model.Graph.Initializer[^1] = External(("location", "v.data"), ("offset", "1"), ("length", $"{long.MaxValue}"));
        Assert.AreEqual(long.MaxValue, Read(model.ToByteArray()).ExternalFiles["v.data"], "more than any file has");
    }

    [TestMethod]
    public void Embedded_weights_are_not_read()
    {
        byte[] model = Model(64 << 20).ToByteArray();
        using var stream = new CountingStream(model);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual("tiny", OnnxHeaderReader.Read(stream).Metadata["name"]);
        Assert.IsLessThan(Little, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.IsLessThan(Little, stream.BytesRead);
    }

    [TestMethod]
    public void Damaged_bytes_are_read_or_refused_in_little_memory()
    {
        byte[] whole = Model(1000).ToByteArray();
        var random = new Random(11);
        byte[] lengths = [0, 1, 0x7F, 0x80, 0xFF];
        int refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. whole.AsSpan(0, random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int flips = random.Next(1, 6); flips > 0 && bytes.Length > 0; flips--)
            {
                int position = random.Next(random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 120));
                bytes[position] = random.Next(2) == 0 ? lengths[random.Next(lengths.Length)] : (byte)random.Next(256);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(bytes);
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            Assert.IsLessThan(Little, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod]
    public void Lengths_that_cannot_be_are_refused()
    {
        Refuse([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
        Refuse([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
        Refuse([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
        Refuse([0x3A, 0x02, 0x0A, 0x05]);
        Refuse([0x3A]);
        Refuse([0x02, 0x00]);
        Refuse([0x3B]);
        Refuse("{\"model\": 1}"u8.ToArray());
        Refuse([]);

        static void Refuse(byte[] bytes) => Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes), Convert.ToHexString(bytes));
    }

    [TestMethod]
    public void Groups_within_groups_without_end_are_refused()
    {
        const byte StartGroup = (15 << 3) | 3;
        byte[] input = [0x5A, .. Varint(100_000), .. Enumerable.Repeat(StartGroup, 100_000)];
        byte[] file = [0x3A, .. Varint(input.Length), .. input];
        Assert.Contains("too many levels", Assert.ThrowsExactly<InvalidDataException>(() => Read(file)).Message);
    }

    private static OnnxHeader Read(byte[] bytes) => OnnxHeaderReader.Read(new MemoryStream(bytes));

    private static ModelProto Model(int weightBytes) => new()
    {
        ProducerName = "test",
        MetadataProps = { new StringStringEntryProto { Key = "name", Value = "tiny" } },
        Graph = new GraphProto
        {
            Initializer = { new TensorProto { Name = "w", RawData = UnsafeByteOperations.UnsafeWrap(new byte[weightBytes]) } },
            Node = { new NodeProto { OpType = "MatMul", Input = { "image", "w" }, Output = { "logits" } } },
        },
    };

    private static TensorProto External(params (string Key, string Value)[] entries) => new()
    {
        Name = "external",
        ExternalData = { entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }) },
    };

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Count(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Count(base.Read(buffer));

        public override int ReadByte()
        {
            BytesRead++;
            return base.ReadByte();
        }

        private int Count(int read)
        {
            BytesRead += read;
            return read;
        }
    }
}
