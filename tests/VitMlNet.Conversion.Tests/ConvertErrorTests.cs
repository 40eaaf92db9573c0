using static VitMlNet.Conversion.Tests.Graph.GoldenTests;

namespace VitMlNet.Conversion.Tests;

/// <summary>Checkpoints and outputs that do not fit: each gives an error that says what to do, and leaves no file behind.</summary>
[TestClass]
public sealed class ConvertErrorTests
{
    [TestMethod]
    public void A_missing_tensor_is_named()
    {
        ConversionException error = ConvertChanged(tensors => tensors.Remove("Transformer/encoderblock_1/MlpBlock_3/Dense_1/bias"));
        Assert.AreEqual("Transformer/encoderblock_1/MlpBlock_3/Dense_1/bias", error.TensorName);
        Assert.Contains("missing", error.Message);
    }

    [TestMethod]
    public void A_head_without_a_bias_is_named()
    {
        ConversionException error = ConvertChanged(tensors => tensors.Remove("head/bias"));
        Assert.AreEqual("head/bias", error.TensorName);
    }

    [TestMethod]
    public void A_checkpoint_of_big_vision_is_called_one()
    {
        ConversionException error = ConvertChanged(tensors =>
        {
            tensors.Remove("Transformer/posembed_input/pos_embedding", out NpzArray? positions);
            tensors["pos_embedding"] = positions!;
        });
        Assert.Contains("google-research/big_vision", error.Message);
    }

    [TestMethod]
    public void A_missing_block_is_named()
    {
        ConversionException error = ConvertChanged(tensors =>
        {
            foreach (string name in tensors.Keys.Where(name => name.StartsWith("Transformer/encoderblock_0/", StringComparison.Ordinal)).ToList())
                tensors.Remove(name);
        });
        Assert.StartsWith("Transformer/encoderblock_0/", error.TensorName);
    }

    [TestMethod]
    public void A_tensor_of_the_wrong_shape_is_named_with_both_shapes()
    {
        ConversionException error = ConvertChanged(tensors => tensors["head/bias"] = new NpzArray([11], new float[11]));
        Assert.AreEqual("head/bias", error.TensorName);
        Assert.Contains("expected the shape [10], found [11]", error.Message);
    }

    [TestMethod]
    public void A_tensor_that_the_network_has_not_is_named()
    {
        ConversionException error = ConvertChanged(tensors => tensors["Transformer/encoderblock_0/LayerScale/gamma"] = new NpzArray([64], new float[64]));
        Assert.AreEqual("Transformer/encoderblock_0/LayerScale/gamma", error.TensorName);
    }

    [TestMethod]
    public void A_grid_that_is_not_square_is_refused()
    {
        ConversionException error = ConvertChanged(tensors =>
            tensors["Transformer/posembed_input/pos_embedding"] = new NpzArray([1, 16, 64], new float[16 * 64]));
        Assert.AreEqual("Transformer/posembed_input/pos_embedding", error.TensorName);
    }

    [TestMethod]
    public void Another_network_is_an_unknown_architecture()
    {
        ConversionException error = ConvertChanged(tensors =>
        {
            tensors.Clear();
            tensors["MixerBlock_0/token_mixing/Dense_0/kernel"] = new NpzArray([2, 2], new float[4]);
        });
        Assert.Contains("architecture is unknown", error.Message);
        Assert.Contains("MixerBlock_0", error.Message);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void A_value_that_is_no_number_is_an_error_and_leaves_nothing(float value)
    {
        ConversionException error = ConvertChanged(tensors => ((float[])tensors["head/kernel"].Values)[5] = value);
        Assert.AreEqual("head/kernel", error.TensorName);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-224)]
    [DataRow(15)]
    [DataRow(100_000)]
    public void A_resolution_without_tokens_is_refused(int resolution)
    {
        ConversionException error = AssertFails(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { Resolution = resolution });
        Assert.Contains("Its own is 64", error.Message);
    }

    [TestMethod]
    [DataRow(9)]
    [DataRow(11)]
    public void A_label_file_of_the_wrong_length_is_refused(int lines)
    {
        using var folder = new TemporaryFolder();
        string labels = folder.File("labels.txt");
        File.WriteAllLines(labels, Enumerable.Range(0, lines).Select(i => $"class {i}"));
        ConversionException error = AssertFails(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { LabelsPath = labels });
        Assert.AreEqual(labels, error.FilePath);
        Assert.Contains($"10 classes, found {lines} lines", error.Message);
    }

    [TestMethod]
    public void A_label_file_that_is_no_text_in_UTF8_is_refused_with_the_line()
    {
        using var folder = new TemporaryFolder();
        string Refusal(byte[] text) =>
            AssertFails(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { LabelsPath = folder.Write("labels.txt", text) }).Message;
        Assert.Contains("line 2 is not in UTF-8", Refusal([.. "cat\nd"u8, 0xF6, .. "g\nhorse\n"u8]));
        Assert.Contains("line 1 has a NUL", Refusal([(byte)'a', 0, (byte)'b']));
        Assert.Contains("16777216 bytes", Refusal(new byte[(16 << 20) + 1]));
    }

    [TestMethod]
    public void A_label_file_that_is_absent_or_has_a_gap_is_refused()
    {
        using var folder = new TemporaryFolder();
        AssertFails(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { LabelsPath = folder.File("absent.txt") });
        string gap = folder.File("gap.txt");
        File.WriteAllLines(gap, Enumerable.Range(0, 10).Select(i => i == 3 ? " " : $"class {i}"));
        Assert.Contains("line 4", AssertFails(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { LabelsPath = gap }).Message);
    }

    [TestMethod]
    public void An_output_that_cannot_be_written_is_an_error()
    {
        using var folder = new TemporaryFolder();
        foreach (string output in new[] { folder.File("no such folder/model.onnx"), folder.Path })
        {
            ConversionException error = Assert.ThrowsExactly<ConversionException>(() => CheckpointConverter.Convert(Golden("tiny_vit.ckpt.npz"), output));
            Assert.AreEqual(Path.GetFullPath(output), error.FilePath);
        }

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_failure_keeps_the_model_that_was_there()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("model.onnx");
        CheckpointConverter.Convert(Golden("tiny_vit.ckpt.npz"), output);
        byte[] before = File.ReadAllBytes(output);
        string damaged = folder.File("damaged.npz");
        WriteChanged(damaged, tensors => ((float[])tensors["head/kernel"].Values)[0] = float.NaN);

        Assert.ThrowsExactly<ConversionException>(() => CheckpointConverter.Convert(damaged, output));

        CollectionAssert.AreEqual(before, File.ReadAllBytes(output));
        Assert.HasCount(2, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow(ConversionStage.Checksum)]
    [DataRow(ConversionStage.Weights)]
    public void A_cancelled_conversion_leaves_nothing(ConversionStage stage)
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => CheckpointConverter.Convert(
            Golden("tiny_r3.ckpt.npz"),
            folder.File("model.onnx"),
            new ConversionOptions { EmbeddedWeightsLimit = 0 },
            new CancelAt(stage, cancellation),
            cancellation.Token));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static ConversionException ConvertChanged(Action<OrderedDictionary<string, NpzArray>> change)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("changed.npz");
        WriteChanged(path, change);
        ConversionException error = AssertFails(path);
        Assert.AreEqual(path, error.FilePath);
        return error;
    }

    private static void WriteChanged(string path, Action<OrderedDictionary<string, NpzArray>> change)
    {
        OrderedDictionary<string, NpzArray> tensors = Npz.Read(Golden("tiny_vit.ckpt.npz"));
        change(tensors);
        using var writer = new NpzWriter(path);
        foreach ((string name, NpzArray array) in tensors)
            writer.Add(name, array.Shape, array.Floats);
    }

    private static ConversionException AssertFails(string checkpoint, ConversionOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        ConversionException error = Assert.ThrowsExactly<ConversionException>(
            () => CheckpointConverter.Convert(checkpoint, folder.File("model.onnx"), options));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
        return error;
    }

    private sealed class CancelAt(ConversionStage stage, CancellationTokenSource cancellation) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value)
        {
            if (value.Stage == stage)
                cancellation.Cancel();
        }
    }
}
