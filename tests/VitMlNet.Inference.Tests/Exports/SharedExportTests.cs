namespace VitMlNet.Inference.Tests;

/// <summary>The exports of the development material, opened by their paths alone.</summary>
[TestClass]
public sealed class SharedExportTests
{
    public static IEnumerable<object[]> Names => SharedCases.All.Select(shared => new object[] { shared.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_path_alone_gives_the_numbers_of_the_tool_or_a_refusal_with_its_cause(string name)
    {
        SharedCase shared = Find(name);
        if (Refusals.TryGetValue(name, out string[]? causes))
        {
            string message = Refuses(shared.Path, null);
            foreach (string cause in causes)
                Assert.Contains(cause, message);
            Assert.DoesNotContain("convert the checkpoint", message);
            return;
        }

        VitModel model = VitModel.Open(shared.Path);
        Compare(shared, model, isExact: shared.NeedsNothing);
        if (shared.NeedsNothing)
            Assert.IsFalse(model.Facts.Any(fact => fact.Name == "preprocessing" && fact.Origin == VitFactOrigin.Guess && shared.Entry.TryGetProperty("beside", out _)));
        else if (!shared.Entry.TryGetProperty("beside", out _) && shared.Golden is not null && name != "ultralytics_cls")
            Assert.IsTrue(model.Facts.Any(fact => fact.Name == "preprocessing" && fact.Origin == VitFactOrigin.Guess), "A guess must be called one.");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_folder_is_opened_as_the_file_in_it_is(string name)
    {
        SharedCase shared = Find(name);
        if (Refusals.ContainsKey(name))
            return;
        VitFilePrecision? precision = name switch
        {
            "hf_vit_tjs.fp16" => VitFilePrecision.Fp16,
            "hf_vit_tjs.quantized" => VitFilePrecision.Int8,
            "hf_vit_tjs.q4" => VitFilePrecision.Q4,
            "hf_vit_tjs" => null,
            _ when name.StartsWith("hf_vit_tjs", StringComparison.Ordinal) => VitFilePrecision.Fp32,
            _ => null,
        };
        VitModel model = VitModel.Open(shared.Folder, new VitModelOptions { Precision = precision });
        if (precision != VitFilePrecision.Fp32)
            Assert.AreEqual(shared.Path, model.Path);
        Assert.IsTrue(VitModel.IsModelFolder(shared.Folder));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void What_is_told_gives_the_numbers_of_the_tool(string name)
    {
        SharedCase shared = Find(name);
        if (!Told.TryGetValue(name, out VitModelOptions? options))
            return;
        Compare(shared, VitModel.Open(shared.Path, options), isExact: true);
    }

    /// <summary>What the messages of the files that cannot be used must name.</summary>
    private static Dictionary<string, string[]> Refusals { get; } = new()
    {
        ["attack_absolute"] = ["/etc/hostname", "absolute"],
        ["attack_backslash"] = [@"..\..\attack.bin", "leaves the folder"],
        ["attack_device_no_length"] = ["/dev/zero", "absolute"],
        ["attack_offset"] = ["model.onnx.data", "bytes or more"],
        ["attack_parent_present"] = ["../outside.bin", "leaves the folder"],
        ["external_missing"] = ["model.onnx.data", "no such file"],
        ["external_renamed"] = ["original_name.onnx.data", "'model.onnx.data'", "rename"],
        ["ir_too_new"] = ["IR version 99", "update the package Microsoft.ML.OnnxRuntime"],
        ["newest_opset"] = ["opset 28", "lower opset"],
        ["mlnet_columns"] = ["ApplyOnnxModel", "ML.NET"],
        ["open_size_all"] = ["--size"],
        ["tf_savedmodel_logits"] = ["--scores"],
        ["timm_alone_10"] = ["--scores"],
    };

    /// <summary>What has to be said of the files whose folders do not say it; nothing where a guess is right.</summary>
    private static Dictionary<string, VitModelOptions> Told { get; } = new()
    {
        ["open_size_all"] = new() { Height = 64, Width = 64, Preprocessing = VitPreprocessing.Torchvision with { ResizeMode = VitResizeMode.Squash } },
        ["tf_hub_1001"] = new() { Preprocessing = VitPreprocessing.Parse("""{"mean":0,"std":1}""") },
        ["tf_keras_vit"] = new(),
        ["tf_savedmodel_logits"] = new() { ScoresOutput = "output_0" },
        ["timm_alone_10"] = new() { ScoresOutput = "output0", Preprocessing = VitPreprocessing.Timm },
        ["tv_vit_nameless"] = new() { Preprocessing = VitPreprocessing.Torchvision with { ResizeHeight = 64, Interpolation = VitInterpolation.Bicubic } },
        ["zoo_resnet_style"] = new() { Preprocessing = VitPreprocessing.Torchvision with { CropRounding = VitCropRounding.Floor } },
    };

    private static SharedCase Find(string name)
    {
        if (SharedCases.Root is null || SharedCases.Photographs is null)
            Assert.Inconclusive(SharedCases.Missing);
        return SharedCases.All.Single(shared => shared.Name == name);
    }

    private static string Refuses(string path, VitModelOptions? options) => Assert.ThrowsExactly<VitModelException>(() =>
    {
        using var predictor = new VitPredictor(VitModel.Open(path, options));
    }).Message;

    private static void Compare(SharedCase shared, VitModel model, bool isExact)
    {
        using var predictor = new VitPredictor(model);
        float[][] scores = model.ClassCount is null ? [] : Array.ConvertAll(SharedCases.Photographs!, path => predictor.Classify(path).Scores.ToArray());
        float[][] features = model.FeatureCount == 0 ? [] : Array.ConvertAll(SharedCases.Photographs!, path => predictor.Featurize(path));
        Assert.IsTrue(scores.Concat(features).All(row => row.All(float.IsFinite)));
        if (shared.Labels is { } labels && labels.Length == model.ClassCount)
            CollectionAssert.AreEqual(labels, model.Labels.ToArray());
        if (!isExact)
            return;
        OrderedDictionary<string, NpzArray> golden = Npz.Read(shared.Golden!);
        bool hasFeatures = golden.ContainsKey("features");
        Assert.IsTrue(scores.Length > 0 || features.Length > 0);
        float[] found = [.. (hasFeatures ? features : scores).SelectMany(row => row)];
        Scene.AssertNear(golden[hasFeatures ? "features" : "scores"].Floats, found, (float)shared.Tolerance, shared.Name);
    }
}
