using System.Text.Json;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>Reads timm's <c>config.json</c>.</summary>
internal static class TimmConfiguration
{
    /// <summary>Tags of the weights that Google published, as timm serves them.</summary>
    private static readonly string[] GooglesTags = ["augreg_", "orig_", "sam_"];

    /// <summary>ILSVRC-2012, ImageNet-21k, and no head: the only class counts of Google's releases. A fine-tune keeps its parent's tag, but not these.</summary>
    private static readonly int[] GooglesClassCounts = [1000, 21843, 0];

    /// <summary>Sizes whose heads have more or fewer than 64 channels.</summary>
    private static readonly (string Part, int Heads)[] UnusualHeads = [("_so400m_", 16), ("_huge_", 16), ("_giant_", 16), ("_giantopt_", 16), ("_gigantic_", 16)];

    public static LibraryConfiguration Read(JsonFields config, string named)
    {
        string[] parts = named[(named.LastIndexOf('/') + 1)..].Split('.', 2);
        string architecture = parts[0];
        JsonFields pretrained = config.Object("pretrained_cfg"), arguments = config.Object("model_args");
        string tag = pretrained.Text("tag") ?? parts.ElementAtOrDefault(1) ?? "";
        LibraryFamily family = LibraryConfiguration.FamilyOf(Library.Timm, architecture, config.Path);
        if (config.Text("global_pool") is { } pool && pool is not ("token" or "map" or ""))
            throw new ConversionException($"'{Printable.Of(architecture)}' takes its features by '{Printable.Of(pool)}' pooling; only the class token and attention pooling can be converted.", config.Path);

        int? classes = config.Number("num_classes");
        double[]? mean = pretrained.Channels("mean"), std = pretrained.Channels("std");
        GeluForm gelu = family.Name == "CLIP vision" && IsQuick(tag, pretrained) ? GeluForm.Sigmoid : family.Gelu;
        return new LibraryConfiguration
        {
            Path = config.Path,
            Architecture = architecture,
            Family = family,
            HeadCount = arguments.Number("num_heads") ?? UnusualHeads.Where(size => architecture.Contains(size.Part, StringComparison.Ordinal)).Select(size => (int?)size.Heads).FirstOrDefault(),
            Numerics = new NetworkNumerics("timm", gelu, family.LayerNormEpsilon, 1e-5, false, family.Positions),
            EvidenceForJax = family.IsGoogles && Array.Exists(GooglesTags, prefix => tag.StartsWith(prefix, StringComparison.Ordinal))
                && classes is { } count && GooglesClassCounts.Contains(count) && pretrained.Number("num_classes") == count
                ? $"the tag '{Printable.Of(tag)}' and {count} classes are those of a release of Google's"
                : null,
            Pixels = mean is not null && std is not null ? new PixelScale(mean, std) : family.Pixels,
            PixelsAreSaid = mean is not null && std is not null,
            Resolution = pretrained.Find("input_size") is { ValueKind: JsonValueKind.Array } size && size.GetArrayLength() == 3
                && size[1].ValueKind == JsonValueKind.Number && size[1].TryGetInt32(out int side) && side > 0 ? side : null,
            Preprocessing = PreprocessingOf(pretrained),
            Labels = Labels(config),
            Sizes = [.. Sizes(config, arguments)],
        };
    }

    /// <summary>OpenAI's weights were trained with quick GELU, whatever architecture timm computes them with; its notes say so.</summary>
    private static bool IsQuick(string tag, JsonFields pretrained) =>
        tag == "openai" || tag.StartsWith("openai_", StringComparison.Ordinal)
        || (pretrained.Find("notes") is { } notes && notes.GetRawText().Contains("natively QuickGELU", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string, ConfigurationSize, int)> Sizes(JsonFields config, JsonFields arguments)
    {
        if (arguments.Number("depth") is { } depth)
            yield return ("model_args.depth", ConfigurationSize.Depth, depth);
        if (arguments.Number("patch_size") is { } patch)
            yield return ("model_args.patch_size", ConfigurationSize.Patch, patch);
        if (config.Number("num_classes") is { } classes)
            yield return ("num_classes", ConfigurationSize.Classes, classes);
    }

    private static string PreprocessingOf(JsonFields pretrained) => PreprocessingJson.Of(
        squash: pretrained.Text("crop_mode") == "squash",
        bicubic: pretrained.Text("interpolation") is null or "bicubic",
        cropFraction: pretrained.Real("crop_pct") is > 0 and <= 1 and var fraction ? fraction : 0.875);

    private static List<string>? Labels(JsonFields config)
    {
        List<string>? names = config.Find("label_names") switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(name => name.ToString())],
            { ValueKind: JsonValueKind.Object } => LabelMap.Read(config, "label_names"),
            _ => null,
        };
        JsonFields descriptions = config.Object("label_descriptions");
        return names?.ConvertAll(name => descriptions.Text(name) ?? name);
    }
}
