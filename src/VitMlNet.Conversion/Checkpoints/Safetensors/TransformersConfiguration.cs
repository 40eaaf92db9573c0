using System.Text.Json;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>Reads the <c>config.json</c> and <c>preprocessor_config.json</c> of the transformers library.</summary>
internal static class TransformersConfiguration
{
    /// <summary>PIL's numbers of the resampling filters.</summary>
    private const int Bilinear = 2, Bicubic = 3;

    /// <summary>Which of a model's own default heads a configuration may leave out.</summary>
    private const int DefaultHeads = 12;

    public static LibraryConfiguration Read(JsonFields whole, string modelType, string folder, IReadOnlySet<string> tensors)
    {
        LibraryFamily family = LibraryConfiguration.FamilyOf(Library.Transformers, modelType, whole.Path);
        JsonFields config = whole.Has("vision_config") ? whole.Object("vision_config") : whole;
        if (config.Flag("use_swiglu_ffn") == true)
            throw new ConversionException($"This '{Printable.Of(modelType)}' has gated MLPs (SwiGLU, as in DINOv2 giant), which cannot be converted.", whole.Path);
        string processorPath = Path.Combine(folder, "preprocessor_config.json");
        JsonFields? processor = JsonFiles.Read(processorPath) is { } found ? new JsonFields(processorPath, found) : null;
        double[]? mean = processor?.Channels("image_mean"), std = processor?.Channels("image_std");
        bool isSaid = mean is not null && std is not null;
        PixelScale pixels = isSaid ? new PixelScale(mean!, std!) : family.Pixels;
        if (processor?.Flag("do_normalize") == false)
            throw new ConversionException("'do_normalize' is false: the pixels stay in [0, 1], which no published model of these does. Check the file.", processorPath);
        List<string>? labels = LabelMap.Read(whole, "id2label");
        return new LibraryConfiguration
        {
            Path = whole.Path,
            Architecture = modelType,
            Family = family,
            HeadCount = config.Number("num_attention_heads") ?? DefaultHeads,
            Numerics = new NetworkNumerics("transformers", Gelu(config, family), config.Real("layer_norm_eps") ?? family.LayerNormEpsilon, 1e-5, false, family.Positions),
            EvidenceForJax = family.IsGoogles && pixels.IsHalf ? Evidence(labels, tensors) : null,
            Pixels = pixels,
            PixelsAreSaid = isSaid,
            Resolution = (processor is { } p ? Side(p) : null) ?? config.Number("image_size"),
            Preprocessing = processor is { } said ? PreprocessingOf(said) : null,
            Labels = labels is null || LabelMap.IsMadeUp(labels) || ImageNetNames.Are(labels) ? null : labels,
            Sizes = [.. Sizes(config, labels)],
        };
    }

    private static GeluForm Gelu(JsonFields config, LibraryFamily family) => config.Text("hidden_act") switch
    {
        null => family.Gelu,
        "gelu" => GeluForm.Erf,
        "gelu_pytorch_tanh" or "gelu_new" => GeluForm.Tanh,
        "quick_gelu" => GeluForm.Sigmoid,
        _ => throw config.Error("hidden_act", "gelu, gelu_pytorch_tanh, gelu_new or quick_gelu"),
    };

    /// <summary>Google's own releases, converted, have ILSVRC-2012's names, or no head and a pooler. A name of origin proves nothing: fine-tunes carry it.</summary>
    private static string? Evidence(List<string>? labels, IReadOnlySet<string> tensors)
    {
        if (labels is not null && ImageNetNames.Are(labels))
            return "the class names are those of ILSVRC-2012 and the pixels are in [-1, 1], as in a release of Google's";
        return tensors.Contains("pre_logits.fc.weight") && !tensors.Contains("head.weight")
            ? "it has a pooler and no head, and the pixels are in [-1, 1], as in a release of Google's"
            : null;
    }

    private static IEnumerable<(string, ConfigurationSize, int)> Sizes(JsonFields config, List<string>? labels)
    {
        if (config.Number("num_hidden_layers") is { } depth)
            yield return ("num_hidden_layers", ConfigurationSize.Depth, depth);
        if (config.Number("patch_size") is { } patch)
            yield return ("patch_size", ConfigurationSize.Patch, patch);
        if (labels is not null)
            yield return ("id2label", ConfigurationSize.Classes, labels.Count);
    }

    /// <summary>The side of the pictures that the processor gives: of its crop where it crops, or else of its resize.</summary>
    private static int? Side(JsonFields processor)
    {
        bool crops = processor.Flag("do_center_crop") ?? processor.Has("crop_size");
        return (crops ? SideOf(processor, "crop_size") : null) ?? SideOf(processor, "size");
    }

    private static int? SideOf(JsonFields processor, string field) => processor.Find(field) switch
    {
        { ValueKind: JsonValueKind.Number } => processor.Number(field),
        { ValueKind: JsonValueKind.Object } => processor.Object(field) is var size ? size.Number("height") ?? size.Number("shortest_edge") : null,
        _ => null,
    };

    private static string PreprocessingOf(JsonFields processor)
    {
        int? edge = processor.Object("size").Number("shortest_edge"), resized = SideOf(processor, "size");
        int? crop = processor.Flag("do_center_crop") ?? processor.Has("crop_size") ? SideOf(processor, "crop_size") : null;
        int filter = processor.Number("resample") ?? Bilinear;
        double fraction = crop is { } side && resized is { } from && side > 0 && side <= from ? side / (double)from : 1;
        // A square that is cut out of a squashed picture has no words of its own: the picture is cut without squashing it first.
        bool squash = edge is null && crop is null;
        return PreprocessingJson.Of(squash, filter == Bicubic, fraction);
    }
}
