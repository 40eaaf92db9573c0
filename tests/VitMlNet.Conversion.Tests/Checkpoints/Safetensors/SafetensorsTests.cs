using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;
using VitMlNet.Conversion.Tests.Graph;

namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>Files of model hubs, made from a small checkpoint.</summary>
[TestClass]
public sealed class SafetensorsTests
{
    [TestMethod]
    [DataRow("F32")]
    [DataRow("F64")]
    public void Tensors_are_those_of_the_checkpoint_bit_for_bit(string type)
    {
        using var scene = new TimmScene();
        scene.Write(TimmFile.Make(scene.Arrays, type));
        using Checkpoint checkpoint = CheckpointFormats.Open(scene.Weights);
        Assert.HasCount(scene.Arrays.Count, checkpoint.Tensors);
        foreach ((string name, NpzArray array) in scene.Arrays)
        {
            var values = new float[checkpoint.Tensors[name].Count];
            checkpoint.Tensors[name].Read(values);
            CollectionAssert.AreEqual(array.Shape, checkpoint.Tensors[name].Shape.ToArray(), name);
            Assert.IsTrue(values.AsSpan().SequenceEqual(array.Floats), name);
        }
    }

    [TestMethod]
    [DataRow("F16")]
    [DataRow("BF16")]
    public void Halves_widen_exactly(string type)
    {
        using var scene = new TimmScene();
        scene.Write(TimmFile.Make(scene.Arrays, type));
        using Checkpoint checkpoint = CheckpointFormats.Open(scene.Folder);
        float[] expected = Array.ConvertAll(
            scene.Arrays["head/bias"].Floats, value => type == "F16" ? (float)(Half)value : SavedModel.SavedModelComparison.RoundToBFloat16(value));
        var values = new float[expected.Length];
        checkpoint.Tensors["head/bias"].Read(values);
        CollectionAssert.AreEqual(expected, values);
    }

    [TestMethod]
    public void The_original_numerics_give_the_original_outputs()
    {
        using var scene = new TimmScene();
        using var model = new ConvertedModel(scene.Folder, new ConversionOptions { Numerics = VitNumerics.Jax });
        OrderedDictionary<string, NpzArray> golden = Npz.Read(GoldenTests.Golden("tiny_vit.golden.npz"));
        Deviation.AssertAtMost(1e-4, model.Run(golden["input"].Floats)["logits"], golden["logits"].Doubles, "logits");
        Assert.AreEqual("jax", model.Result.Checkpoint.Numerics);
    }

    /// <summary>The error function differs from the tanh form by 2.9e-4 at least on these images.</summary>
    [TestMethod]
    public void A_fine_tune_has_the_librarys_numerics_although_it_keeps_its_parents_tag()
    {
        using var scene = new TimmScene();
        using var model = new ConvertedModel(scene.Folder);
        OrderedDictionary<string, NpzArray> golden = Npz.Read(GoldenTests.Golden("tiny_vit.golden.npz"));
        Assert.AreEqual("timm", model.Result.Checkpoint.Numerics);
        Assert.IsGreaterThan(2e-4, Deviation.Largest(model.Run(golden["input"].Floats)["logits"], golden["logits"].Doubles));
    }

    [TestMethod]
    public void A_release_of_Googles_has_the_original_numerics_and_its_model_file_is_that_of_the_npz()
    {
        using var folder = new TemporaryFolder();
        string npz = folder.File("checkpoint.npz");
        CheckpointGenerator.Write(npz, CheckpointConfiguration.Get("tiny_vit") with { Classes = 0 });
        using var scene = new TimmScene();
        scene.Write(TimmFile.Make(Npz.Read(npz)));
        scene.ReplaceInConfig("\"num_classes\": 10", "\"num_classes\": 0");
        using var fromNpz = new ConvertedModel(npz);
        using var fromTimm = new ConvertedModel(scene.Folder);
        Assert.AreEqual("jax", fromTimm.Result.Checkpoint.Numerics);
        Assert.AreEqual(SameButForSource.Of(fromNpz), SameButForSource.Of(fromTimm));
    }

    [TestMethod]
    public void The_real_Ti_16_is_the_same_model_from_npz_and_from_timms_file()
    {
        if (RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz") is not { } npz
            || RepositoryPaths.Shared("data", "safetensors", "augreg", "timm_Ti_16", "config.json") is not { } config)
        {
            Assert.Inconclusive("The development material is absent: the real Ti/16.");
            return;
        }

        using var folder = new TemporaryFolder();
        TimmFile.Write(npz, folder.File("model.safetensors"));
        File.Copy(config, folder.File("config.json"));
        using var fromNpz = new ConvertedModel(npz);
        using var fromTimm = new ConvertedModel(folder.Path);
        Assert.AreEqual("3f1f07da5e1337265ac1eb0234d13841467caf730b3c4240bd3f98c49bc16a92", fromTimm.Read().MetadataProps.Single(entry => entry.Key == "vitmlnet.source.sha256").Value);
        Assert.AreEqual(SameButForSource.Of(fromNpz), SameButForSource.Of(fromTimm));
    }

    [TestMethod]
    public void A_snapshot_of_the_hubs_cache_is_read_through_its_links()
    {
        using var scene = new TimmScene();
        string snapshot = scene.PathOf("models--a--b/snapshots/0123");
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(scene.PathOf("models--a--b/refs"));
        File.WriteAllText(scene.PathOf("models--a--b/refs/main"), "0123");
        try
        {
            File.CreateSymbolicLink(Path.Combine(snapshot, "model.safetensors"), scene.Weights);
            File.CreateSymbolicLink(Path.Combine(snapshot, "config.json"), scene.ConfigPath);
        }
        catch (IOException exception) when (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive($"This account may not make links: {exception.Message}");
        }

        Assert.AreEqual(2, CheckpointConverter.Inspect(scene.PathOf("models--a--b")).Depth);
        Assert.AreEqual(2, CheckpointConverter.Inspect(snapshot).Depth);
    }

    [TestMethod]
    public void Names_of_classes_come_from_the_configuration()
    {
        using var scene = new TimmScene();
        scene.ReplaceInConfig("\"global_pool\"", "\"label_names\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\"], \"label_descriptions\": {\"a\": \"An A\"}, \"global_pool\"");
        CollectionAssert.AreEqual(new[] { "An A", "b" }, CheckpointConverter.Inspect(scene.Folder).ClassNames!.Take(2).ToArray());
    }

    [TestMethod]
    [DataRow("\"mean\": [0.5, 0.5, 0.5]", "\"mean\": [0.5, 0.5]", "'mean' should be three numbers")]
    [DataRow("\"num_heads\": 2", "\"num_heads\": 5", "do not divide")]
    [DataRow("\"depth\": 2", "\"depth\": 3", "'model_args.depth' says 3")]
    [DataRow("vit_tiny_patch16_224", "resnet50", "'resnet50'")]
    [DataRow("vit_tiny_patch16_224", "vit_small_patch16_dinov3", "dinov3")]
    [DataRow("\"global_pool\": \"token\"", "\"global_pool\": \"avg\"", "'avg' pooling")]
    [DataRow("\"num_classes\": 10, \"global_pool\"", "\"num_classes\": 3, \"global_pool\"", "'num_classes' says 3")]
    public void Configurations_that_do_not_fit_are_refused(string from, string to, string expected)
    {
        using var scene = new TimmScene();
        scene.ReplaceInConfig(from, to);
        StringAssert.Contains(Refused(scene), expected);
    }

    [TestMethod]
    [DataRow("blocks.0.attn.q_norm.weight", "left over")]
    [DataRow("dist_token", "left over")]
    [DataRow("fc_norm.\u001b[31m", "left over")]
    public void A_tensor_of_another_architecture_is_refused_by_name(string name, string expected)
    {
        using var scene = new TimmScene();
        scene.Write(TimmFile.Make(scene.Arrays).Add(name.Replace("\u001b", "\\u001b"), [1], [1f]));
        string message = Refused(scene);
        StringAssert.Contains(message, expected);
        StringAssert.Contains(message, name.Split('.')[0]);
    }

    [TestMethod]
    [DataRow("head.bias")]
    [DataRow("patch_embed.proj.bias")]
    [DataRow("blocks.1.norm2.bias")]
    [DataRow("cls_token")]
    public void A_missing_tensor_is_named(string name)
    {
        using var scene = new TimmScene();
        SafetensorsWriter writer = TimmFile.Make(scene.Arrays);
        writer.Remove(name);
        scene.Write(writer);
        StringAssert.Contains(Refused(scene), name == "cls_token" ? "cls" : name);
    }

    [TestMethod]
    [DataRow("<html>404</html>", "web page")]
    [DataRow("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    [DataRow("", "empty")]
    [DataRow("1234567", "7 bytes")]
    public void What_is_no_such_file_is_named(string content, string expected)
    {
        using var scene = new TimmScene();
        File.WriteAllText(scene.Weights, content);
        StringAssert.Contains(Refused(scene), expected);
    }

    [TestMethod]
    public void Numerics_that_a_source_does_not_have_are_refused()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.ThrowsExactly<ConversionException>(() => CheckpointConverter.Convert(
            GoldenTests.Golden("tiny_vit.ckpt.npz"), folder.File("model.onnx"), new ConversionOptions { Numerics = VitNumerics.Library }));
        StringAssert.Contains(exception.Message, "original JAX code");
    }

    private static string Refused(TimmScene scene)
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.ThrowsExactly<ConversionException>(() => CheckpointConverter.Convert(scene.Folder, folder.File("model.onnx")));
        StringAssert.StartsWith(exception.Message, scene.Folder);
        Assert.IsFalse(exception.Message.Any(char.IsControl));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
        return exception.Message;
    }
}
