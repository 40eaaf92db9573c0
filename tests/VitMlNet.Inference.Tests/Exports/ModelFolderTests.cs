namespace VitMlNet.Inference.Tests;

/// <summary>Which file of a folder is opened.</summary>
[TestClass]
public sealed class ModelFolderTests
{
    private static readonly OtherExport Export = new();

    [TestMethod]
    [DataRow("model.onnx", "other.txt")]
    [DataRow("onnx/model.onnx", "config.json.bak")]
    [DataRow("anything.onnx", "readme.md")]
    [DataRow("onnx/vision_model.onnx", "onnx/text_model.onnx", "onnx/model.onnx")]
    [DataRow("model.onnx", "onnx/model_fp16.onnx", "onnx/model_quantized.onnx")]
    [DataRow("onnx/model_fp16.onnx", "onnx/model_q4.onnx", "onnx/model_quantized.onnx")]
    public void The_file_that_is_meant_is_found(string expected, params string[] others)
    {
        using FolderScene scene = new FolderScene().With(expected, Export);
        foreach (string other in others)
            _ = other.EndsWith(".onnx", StringComparison.Ordinal) ? scene.With(other, Export) : scene.With(other, "text");
        Assert.AreEqual(scene.Path(expected.Split('/')), VitModel.Open(scene.Path()).Path);
        Assert.IsTrue(VitModel.IsModelFolder(scene.Path()));
    }

    [TestMethod]
    [DataRow(VitFilePrecision.Fp32, "model.onnx")]
    [DataRow(VitFilePrecision.Fp16, "model_fp16.onnx")]
    [DataRow(VitFilePrecision.Int8, "model_quantized.onnx")]
    [DataRow(VitFilePrecision.Q4, "model_q4f16.onnx")]
    public void The_precision_chooses_among_the_files(VitFilePrecision precision, string expected)
    {
        using var scene = new FolderScene();
        foreach (string name in (string[])["model.onnx", "model_fp16.onnx", "model_int8.onnx", "model_quantized.onnx", "model_q4f16.onnx", "model_bnb4.onnx"])
            scene.With("onnx/" + name, Export);
        Assert.AreEqual(expected, Path.GetFileName(VitModel.Open(scene.Path(), new VitModelOptions { Precision = precision }).Path));
    }

    [TestMethod]
    public void A_folder_of_a_hubs_cache_leads_to_its_snapshot_and_links_to_their_files()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows lets few users create links");
        using FolderScene scene = new FolderScene().With("hub/blobs/aaaa", Export).With("hub/refs/main", "1234\n")
            .With("hub/blobs/bbbb", """{"model_type":"vit","id2label":{"0":"a","1":"b","2":"c","3":"d","4":"e"}}""");
        string snapshot = scene.Path("hub", "snapshots", "1234");
        Directory.CreateDirectory(Path.Combine(snapshot, "onnx"));
        File.CreateSymbolicLink(Path.Combine(snapshot, "onnx", "model.onnx"), "../../../blobs/aaaa");
        File.CreateSymbolicLink(Path.Combine(snapshot, "config.json"), "../../blobs/bbbb");
        foreach (string path in (string[])[scene.Path("hub"), snapshot, Path.Combine(snapshot, "onnx", "model.onnx")])
            Assert.AreEqual("a", VitModel.Open(path).Labels[0]);
        using var predictor = new VitPredictor(VitModel.Open(scene.Path("hub")));
        Assert.AreEqual(5, predictor.Classify(scene.Photograph).Scores.Length);
    }

    [TestMethod]
    public void A_folder_without_one_model_is_refused_with_what_is_in_it()
    {
        using FolderScene scene = new FolderScene().With("empty/readme.md", "text").With("two/first.onnx", Export).With("two/second.onnx", Export)
            .With("one/model.onnx", Export);
        Assert.Contains("without one", scene.Refuses("empty"));
        Assert.Contains("first.onnx, second.onnx", scene.Refuses("two"));
        Assert.Contains("precision Q4", scene.Refuses("one", new VitModelOptions { Precision = VitFilePrecision.Q4 }));
        Assert.IsFalse(VitModel.IsModelFolder(scene.Path("empty")));
        Assert.IsFalse(VitModel.IsModelFolder(scene.Path("absent")));
    }
}
