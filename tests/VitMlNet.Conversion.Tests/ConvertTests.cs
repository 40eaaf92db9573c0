using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Tests.Graph.GoldenTests;

namespace VitMlNet.Conversion.Tests;

[TestClass]
public sealed class ConvertTests
{
    [TestMethod]
    [DataRow("compressed")]
    [DataRow("fortran_order")]
    [DataRow("linen_squeezed")]
    [DataRow("opt_target_prefix")]
    [DataRow("streamed_data_descriptor")]
    public void Every_npz_form_gives_the_same_model_but_for_the_name_of_its_source(string form)
    {
        using var plain = new ConvertedModel(Golden("tiny_rstem.ckpt.npz"));
        using var other = new ConvertedModel(Golden($"npz_forms/{form}.npz"));
        Assert.IsTrue(WithoutSource(plain.Read()).Equals(WithoutSource(other.Read())), "the bytes differ");

        static ByteString WithoutSource(ModelProto model)
        {
            for (int i = model.MetadataProps.Count - 1; i >= 0; i--)
            {
                if (model.MetadataProps[i].Key.StartsWith("vitmlnet.source.", StringComparison.Ordinal))
                    model.MetadataProps.RemoveAt(i);
            }

            return model.ToByteString();
        }
    }

    [TestMethod]
    public void The_model_describes_itself()
    {
        string checkpoint = Golden("tiny_r3.ckpt.npz");
        using var model = new ConvertedModel(checkpoint, new ConversionOptions { Resolution = 72 });
        Dictionary<string, string> metadata = Metadata(model);

        Assert.AreEqual("1", metadata["vitmlnet.format_version"]);
        Assert.AreEqual("ViT hidden 64, depth 2, heads 4, mlp 192, patch 1, ResNet 2-1-1 x 32", metadata["vitmlnet.architecture"]);
        Assert.AreEqual("72", metadata["vitmlnet.resolution"]);
        Assert.AreEqual("google", metadata["vitmlnet.preprocessing"]);
        Assert.AreEqual("fp32", metadata["vitmlnet.precision"]);
        Assert.AreEqual("tiny_r3.ckpt.npz", metadata["vitmlnet.source.name"]);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(checkpoint))), metadata["vitmlnet.source.sha256"]);
        Assert.IsFalse(metadata.ContainsKey("vitmlnet.labels"));
    }

    [TestMethod]
    public void A_thousand_classes_have_the_names_of_ImageNet()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = Tiny(folder, classes: 1000);
        using var model = new ConvertedModel(checkpoint);
        string[] labels = JsonSerializer.Deserialize<string[]>(Metadata(model)["vitmlnet.labels"])!;
        string[] ids = JsonSerializer.Deserialize<string[]>(Metadata(model)["vitmlnet.label_ids"])!;
        Assert.HasCount(1000, labels);
        Assert.AreEqual(("n01440764", "tench"), (ids[0], labels[0]));
        Assert.AreEqual(("n11939491", "daisy"), (ids[985], labels[985]));
        CollectionAssert.AreEqual(ids.Order(StringComparer.Ordinal).ToArray(), ids);
    }

    [TestMethod]
    public void The_order_of_the_classes_is_that_of_the_published_index()
    {
        if (RepositoryPaths.Shared("data", "imagenet_class_index.json") is not { } path)
        {
            Assert.Inconclusive("needs ../shared/data/imagenet_class_index.json, which this machine lacks");
            return;
        }

        var index = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(path))!;
        for (int i = 0; i < 1000; i++)
        {
            string[] entry = index[$"{i}"];
            Assert.AreEqual(entry[0], ImageNetClasses.WordNetIds[i]);
            Assert.AreEqual(entry[1].Replace('_', ' '), ImageNetClasses.Names[i]);
        }
    }

    [TestMethod]
    public void Labels_come_from_a_file_with_or_without_ids()
    {
        using var folder = new TemporaryFolder();
        string names = folder.File("names.txt");
        string ids = folder.File("ids.txt");
        File.WriteAllLines(names, Enumerable.Range(0, 10).Select(i => $"class {i}"));
        File.WriteAllLines(ids, [.. Enumerable.Range(0, 10).Select(i => $"n{i:d8}\tclass {i}"), ""]);
        using var named = new ConvertedModel(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { LabelsPath = names });
        using var identified = new ConvertedModel(Golden("tiny_vit.ckpt.npz"), new ConversionOptions { LabelsPath = ids });

        Assert.AreEqual(Metadata(named)["vitmlnet.labels"], Metadata(identified)["vitmlnet.labels"]);
        Assert.IsFalse(Metadata(named).ContainsKey("vitmlnet.label_ids"));
        Assert.StartsWith("[\"n00000000\",", Metadata(identified)["vitmlnet.label_ids"]);
    }

    [TestMethod]
    public void A_checkpoint_without_a_head_gives_the_features_alone()
    {
        using var folder = new TemporaryFolder();
        using var model = new ConvertedModel(Tiny(folder, classes: 0));
        CollectionAssert.AreEqual(new[] { "features" }, model.Run(TestImages.Make(64)).Keys.ToArray());
    }

    [TestMethod]
    public void A_checkpoint_of_ImageNet_21k_is_converted()
    {
        using var folder = new TemporaryFolder();
        using var model = new ConvertedModel(Tiny(folder, classes: 21843));
        Assert.AreEqual(21843 * 2, model.Run(TestImages.Make(64).AsSpan(0, 2 * 64 * 64 * 3).ToArray())["logits"].Length);
    }

    [TestMethod]
    public void Progress_ends_at_the_total_of_each_stage()
    {
        using var folder = new TemporaryFolder();
        var reports = new List<ConversionProgress>();
        CheckpointConverter.Convert(Golden("tiny_vit.ckpt.npz"), folder.File("model.onnx"), progress: new Recorder(reports));
        foreach (IGrouping<ConversionStage, ConversionProgress> stage in reports.GroupBy(report => report.Stage))
            Assert.AreEqual(stage.Last().Total, stage.Last().Done, $"{stage.Key}");
        Assert.HasCount(2, reports.Select(report => report.Stage).Distinct().ToList());
    }

    internal static string Tiny(TemporaryFolder folder, int classes)
    {
        string path = folder.File($"tiny_{classes}.npz");
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get("tiny_vit") with { Classes = classes });
        return path;
    }

    private static Dictionary<string, string> Metadata(ConvertedModel model) =>
        model.Read().MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);

    private sealed class Recorder(List<ConversionProgress> reports) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => reports.Add(value);
    }
}
