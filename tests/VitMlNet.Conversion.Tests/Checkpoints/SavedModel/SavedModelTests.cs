using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>Modules as TensorFlow wrote them, and what can be wrong with one.</summary>
[TestClass]
public sealed class SavedModelTests
{
    /// <summary>Twelve blocks, so that the order of the names is that of their characters: a reader that counts passes every check of shapes.</summary>
    [TestMethod]
    public void An_archive_has_the_tensors_of_its_checkpoint()
    {
        using Checkpoint checkpoint = CheckpointFormats.Open(ModuleScene.Archive("nano12_classification"));
        Assert.HasCount(200, checkpoint.Tensors);
        Assert.IsNull(SavedModelComparison.Difference(checkpoint, SavedModelComparison.Arrays(ModuleScene.Checkpoint), value => value));
        Assert.AreEqual(32, checkpoint.Facts.Resolution);
        StringAssert.Contains(checkpoint.Facts.Format, "TensorFlow 2.7.0");
    }

    [TestMethod]
    [DataRow("three_shards")]
    [DataRow("index_snappy")]
    public void Rarer_forms_have_the_tensors_of_their_checkpoint(string archive)
    {
        using Checkpoint checkpoint = CheckpointFormats.Open(ModuleScene.Archive(archive));
        Assert.IsNull(SavedModelComparison.Difference(checkpoint, SavedModelComparison.Arrays(ModuleScene.Checkpoint with { Depth = 2 }), value => value));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("./")]
    [DataRow("R50_L_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224/")]
    public void Folder_and_archive_give_the_same_model(string prefix)
    {
        using var scene = new ModuleScene();
        using var folder = new ConvertedModel(scene.Folder);
        using var archive = new ConvertedModel(scene.Pack(scene.Members(prefix)));
        float[] images = TestImages.Make(32);
        CollectionAssert.AreEqual(folder.Run(images)["logits"], archive.Run(images)["logits"]);
    }

    [TestMethod]
    public void Inspecting_an_archive_reads_the_sizes()
    {
        CheckpointInfo info = CheckpointConverter.Inspect(ModuleScene.Archive("nano12_classification"));
        Assert.AreEqual((16, 12, 2, 3, 32), (info.HiddenSize, info.Depth, info.HeadCount, info.ClassCount, info.Resolution));
        Assert.AreEqual("jax", info.Numerics);
    }

    [TestMethod]
    public void The_model_file_is_that_of_the_npz_but_for_its_source()
    {
        using var temporary = new TemporaryFolder();
        string npz = temporary.File("checkpoint.npz");
        CheckpointGenerator.Write(npz, ModuleScene.Checkpoint);
        using var fromNpz = new ConvertedModel(npz);
        using var fromModule = new ConvertedModel(ModuleScene.Archive("nano12_classification"));
        Assert.AreEqual(SameButForSource.Of(fromNpz), SameButForSource.Of(fromModule));
    }

    [TestMethod]
    public void A_flipped_bit_in_a_shard_names_the_variable()
    {
        using var scene = new ModuleScene();
        scene.Change(scene.Data, bytes =>
        {
            bytes[5000] ^= 1;
            return bytes;
        });
        StringAssert.Contains(Refused(scene.Folder), "CRC-32C");
    }

    [TestMethod]
    [DataRow(100)]
    [DataRow(40_000)]
    public void A_cut_shard_is_refused(int missing)
    {
        using var scene = new ModuleScene();
        scene.Change(scene.Data, bytes => bytes[..^missing]);
        StringAssert.Contains(Refused(scene.Folder), "cut off");
    }

    [TestMethod]
    public void A_flipped_bit_in_the_index_is_refused()
    {
        using var scene = new ModuleScene();
        scene.Change(scene.Index, bytes =>
        {
            bytes[100] ^= 1;
            return bytes;
        });
        StringAssert.Contains(Refused(scene.Folder), "damaged");
    }

    [TestMethod]
    [DataRow("variables/variables.index")]
    [DataRow("variables/variables.data-00000-of-00001")]
    [DataRow("saved_model.pb")]
    public void An_absent_file_is_named(string file)
    {
        using var scene = new ModuleScene();
        File.Delete(Path.Combine(scene.Folder, file));
        StringAssert.Contains(Refused(scene.Folder), file);
    }

    [TestMethod]
    public void Members_that_could_leave_the_archive_are_refused()
    {
        using var scene = new ModuleScene();
        (string, byte[]?)[] members = [.. scene.Members()];
        StringAssert.Contains(Refused(scene.Pack([.. members, ("../escaped.txt", [1])])), "../escaped.txt");
        StringAssert.Contains(Refused(scene.Pack([.. members, ("/escaped.txt", [1])])), "/escaped.txt");
        StringAssert.Contains(Refused(scene.Pack([.. members, ("a\\..\\escaped.txt", [1])])), "escaped.txt");
        StringAssert.Contains(Refused(scene.Pack([("variables", null), .. members])), "a link");
        Assert.IsFalse(File.Exists(Path.Combine(Path.GetDirectoryName(scene.ArchivePath)!, "escaped.txt")));
    }

    [TestMethod]
    public void Two_modules_or_none_in_an_archive_are_refused()
    {
        using var scene = new ModuleScene();
        StringAssert.Contains(Refused(scene.Pack([.. scene.Members("a/"), .. scene.Members("b/")])), "several SavedModels");
        StringAssert.Contains(Refused(scene.Pack()), "empty");
        StringAssert.Contains(Refused(scene.Pack(("readme.txt", [1]))), "saved_model.pb");
        byte[] whole = File.ReadAllBytes(scene.Pack(scene.Members()));
        File.WriteAllBytes(scene.ArchivePath, whole[..(whole.Length / 2)]);
        StringAssert.Contains(Refused(scene.ArchivePath), "ends after");
    }

    /// <summary>What is read into memory at once is not as large as a header claims.</summary>
    [TestMethod]
    [DataRow('L')]
    [DataRow('x')]
    public void A_long_name_that_claims_a_gigabyte_is_refused(char type)
    {
        using var scene = new ModuleScene();
        var header = new byte[1024];
        System.Text.Encoding.ASCII.GetBytes("name").CopyTo(header, 0);
        System.Text.Encoding.ASCII.GetBytes("10000000000").CopyTo(header, 124);
        header[156] = (byte)type;
        System.Text.Encoding.ASCII.GetBytes("ustar\0" + "00").CopyTo(header, 257);
        int sum = header.Sum(value => value) + 8 * ' ';
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        File.WriteAllBytes(scene.ArchivePath, header);
        StringAssert.Contains(Refused(scene.ArchivePath), "claim 1073741824 bytes");
        header[148] ^= 1;
        File.WriteAllBytes(scene.ArchivePath, header);
        StringAssert.Contains(Refused(scene.ArchivePath), "checksum");
    }

    [TestMethod]
    public void A_conversion_can_be_cancelled_while_an_archive_is_unpacked()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(
            () => CheckpointConverter.Convert(ModuleScene.Archive("nano12_classification"), "unused.onnx", cancellationToken: source.Token));
    }

    [TestMethod]
    public void An_empty_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Refused(folder.Path), "no SavedModel");
    }

    /// <summary>The check value of the CRC catalogue is E3069283, here in its masked form.</summary>
    [TestMethod]
    public void The_checksum_has_its_check_value() =>
        Assert.AreEqual(unchecked(uint.RotateRight(0xE3069283, 15) + 0xA282EAD8), VitMlNet.Conversion.Checkpoints.SavedModel.MaskedCrc32C.Of("123456789"u8));

    private static string Refused(string path)
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.ThrowsExactly<ConversionException>(() => CheckpointConverter.Convert(path, folder.File("model.onnx")));
        StringAssert.StartsWith(exception.Message, path);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
        return exception.Message;
    }
}
