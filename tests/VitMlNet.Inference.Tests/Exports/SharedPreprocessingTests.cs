using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VitMlNet.Inference.Tests;

/// <summary>The pixels that the tools' own preprocessings make at real sizes, by their hashes.</summary>
[TestClass]
public sealed class SharedPreprocessingTests
{
    private static readonly JsonElement[] Settings = SharedCases.Root is null ? []
        : [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedCases.Root, "preprocess", "index.json"))).RootElement.EnumerateArray()];

    public static IEnumerable<object[]> Names =>
        Settings.Length == 0 ? [["none"]] : Settings.Select(entry => new object[] { entry.GetProperty("name").GetString()! });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Pixels_are_equal_in_every_bit(string name)
    {
        (JsonElement entry, int height, int width) = Find(name);
        AssertHashes(entry, Read(entry, isFast: false).ToPreprocessing(height, width), height, width, name == "hf_dinov3" ? 2 : 3);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Pixels_of_the_fast_processors_are_equal_in_every_bit(string name)
    {
        (JsonElement entry, int height, int width) = Find(name);
        if (entry.TryGetProperty("fast", out JsonElement fast))
            AssertHashes(fast, Read(entry, isFast: true).ToPreprocessing(height, width), height, width, 3);
    }

    private static (JsonElement Entry, int Height, int Width) Find(string name)
    {
        if (SharedCases.Root is null || SharedCases.Photographs is null)
            Assert.Inconclusive(SharedCases.Missing);
        JsonElement entry = Settings.Single(entry => entry.GetProperty("name").GetString() == name);
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
        return (entry, shape[1], shape[2]);
    }

    private static IPixelSettings Read(JsonElement entry, bool isFast)
    {
        JsonElement config = entry.GetProperty("config");
        string kind = entry.GetProperty("kind").GetString()!;
        if (kind.StartsWith("timm", StringComparison.Ordinal))
            return new Timm(config);
        if (kind.StartsWith("torchvision", StringComparison.Ordinal))
            return new Torchvision(config);
        JsonObject settings = JsonNode.Parse(config.GetRawText())!.AsObject();
        string? type = (settings["image_processor_type"] ?? settings["feature_extractor_type"])!.GetValue<string>();
        settings.Remove("feature_extractor_type");
        settings["image_processor_type"] = isFast ? type.Replace("FeatureExtractor", "ImageProcessor") + "Fast" : type;
        return new HuggingFace(JsonDocument.Parse(settings.ToJsonString()).RootElement);
    }

    private static void AssertHashes(JsonElement expected, VitPreprocessing preprocessing, int height, int width, int least)
    {
        var preprocessor = new ImagePreprocessor(preprocessing, height, width, null, VitPixelLayout.ChannelsFirst);
        var pixels = new float[preprocessor.Length];
        int equal = 0;
        for (int i = 0; i < 3; i++)
        {
            preprocessor.FromFile(SharedCases.Photographs![i], pixels);
            string hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(pixels)));
            equal += hash == expected.GetProperty("pixels_sha256")[i].GetString() ? 1 : 0;
        }

        Assert.IsGreaterThanOrEqualTo(least, equal, $"{equal} of 3 photographs are equal with {preprocessing}");
    }

    private interface IPixelSettings
    {
        VitPreprocessing ToPreprocessing(int height, int width);
    }

    private sealed class HuggingFace(JsonElement settings) : IPixelSettings
    {
        public VitPreprocessing ToPreprocessing(int height, int width) =>
            new ProcessorSettings(new JsonSettings(settings, "preprocessor_config.json"), null).ToPreprocessing(height, width);
    }

    private sealed class Timm(JsonElement settings) : IPixelSettings
    {
        public VitPreprocessing ToPreprocessing(int height, int width) => TimmSettings.Find(new JsonSettings(
            JsonDocument.Parse($$"""{"architecture":"vit","pretrained_cfg":{{settings.GetRawText()}}}""").RootElement, "config.json"))!.ToPreprocessing(height, width);
    }

    private sealed class Torchvision(JsonElement settings) : IPixelSettings
    {
        public VitPreprocessing ToPreprocessing(int height, int width) => VitPreprocessing.Torchvision with
        {
            ResizeHeight = settings.GetProperty("resize_size").GetInt32(),
            Interpolation = settings.GetProperty("interpolation").GetString()!.EndsWith("BICUBIC", StringComparison.Ordinal)
                ? VitInterpolation.Bicubic : VitInterpolation.Bilinear,
        };
    }
}
