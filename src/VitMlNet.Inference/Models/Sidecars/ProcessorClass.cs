namespace VitMlNet;

/// <summary>A class of Hugging Face's image processors: what it does where its settings do not say it.</summary>
internal sealed record ProcessorClass
{
    private static readonly VitChannels s_half = new(0.5f);
    private static readonly VitChannels s_imageNetMean = new(0.485f, 0.456f, 0.406f);
    private static readonly VitChannels s_imageNetDeviation = new(0.229f, 0.224f, 0.225f);
    private static readonly VitChannels s_clipMean = new(0.48145466f, 0.4578275f, 0.40821073f);
    private static readonly VitChannels s_clipDeviation = new(0.26862954f, 0.26130258f, 0.27577711f);

    private static readonly ProcessorClass s_square = new();
    private static readonly ProcessorClass s_shortSide = new() { IsShortSide = true, CropsCenter = true, Resample = 3, Mean = s_clipMean, Deviation = s_clipDeviation };

    private static readonly Dictionary<string, ProcessorClass> s_classes = new()
    {
        ["ViT"] = s_square,
        ["DeiT"] = s_square with { Size = 256, CropsCenter = true, Resample = 3 },
        ["Beit"] = s_square with { Size = 256, CropsCenter = true, Resample = 3 },
        ["Siglip"] = s_square with { Resample = 3 },
        ["Blip"] = s_square with { Size = 384, Resample = 3, Mean = s_clipMean, Deviation = s_clipDeviation },
        ["Pvt"] = s_square with { Mean = s_imageNetMean, Deviation = s_imageNetDeviation },
        ["EfficientNet"] = s_square with { Size = 346, Crop = 289, Resample = 0, DividesTwice = true },
        ["DINOv3ViT"] = s_square with { Mean = s_imageNetMean, Deviation = s_imageNetDeviation, IsUnrounded = true },
        ["CLIP"] = s_shortSide,
        ["Bit"] = s_shortSide,
        ["ViTHybrid"] = s_shortSide,
        ["ConvNext"] = s_shortSide with { Size = 384, CropsCenter = false, Resample = 2, Rule = SizeRule.CropFractionBelow384, CropFraction = 224.0 / 256, Mean = s_half, Deviation = s_half },
        ["Levit"] = s_shortSide with { Rule = SizeRule.Levit, Mean = s_imageNetMean, Deviation = s_imageNetDeviation },
        ["PoolFormer"] = s_shortSide with { Rule = SizeRule.CropFraction, CropFraction = 0.9, Mean = s_imageNetMean, Deviation = s_imageNetDeviation },
        ["MobileNetV1"] = s_shortSide with { Size = 256, Resample = 2, Mean = s_half, Deviation = s_half },
        ["MobileNetV2"] = s_shortSide with { Size = 256, Resample = 2, Mean = s_half, Deviation = s_half },
        ["MobileViT"] = s_shortSide with { Crop = 256, Resample = 2, Normalizes = false, BlueFirst = true },
    };

    // Where the settings do not name the class, the network does.
    private static readonly Dictionary<string, string> s_ofNetworks = new()
    {
        ["deit"] = "DeiT",
        ["beit"] = "Beit",
        ["data2vec-vision"] = "Beit",
        ["siglip"] = "Siglip",
        ["siglip_vision_model"] = "Siglip",
        ["pvt"] = "Pvt",
        ["efficientnet"] = "EfficientNet",
        ["dinov3_vit"] = "DINOv3ViT",
        ["clip"] = "CLIP",
        ["clip_vision_model"] = "CLIP",
        ["dinov2"] = "Bit",
        ["dinov2_with_registers"] = "Bit",
        ["bit"] = "Bit",
        ["convnext"] = "ConvNext",
        ["convnextv2"] = "ConvNext",
        ["resnet"] = "ConvNext",
        ["regnet"] = "ConvNext",
        ["levit"] = "Levit",
        ["poolformer"] = "PoolFormer",
        ["mobilenet_v1"] = "MobileNetV1",
        ["mobilenet_v2"] = "MobileNetV2",
        ["mobilevit"] = "MobileViT",
        ["vit"] = "ViT",
        ["swin"] = "ViT",
        ["swinv2"] = "ViT",
        ["vit_mae"] = "ViT",
        ["vit_msn"] = "ViT",
    };

    private static readonly string[] s_endings = ["Fast", "Pil", "ImageProcessor", "FeatureExtractor"];

    /// <summary>How a short side and a cut come from one number.</summary>
    public enum SizeRule
    {
        /// <summary>The short side is the number.</summary>
        AsItIs,

        /// <summary>The number is cut out of the number / fraction, cut off to a whole number; from 384 on it is squashed to.</summary>
        CropFractionBelow384,

        /// <summary>The short side is the number / fraction, cut off to a whole number.</summary>
        CropFraction,

        /// <summary>The short side is 256/224 of the number, cut off to a whole number.</summary>
        Levit,
    }

    public bool IsShortSide { get; init; }

    public int Size { get; init; } = 224;

    public int Crop { get; init; } = 224;

    public bool CropsCenter { get; init; }

    public double CropFraction { get; init; } = 1;

    public SizeRule Rule { get; init; }

    /// <summary>Pillow's number of the interpolation.</summary>
    public int Resample { get; init; } = 2;

    public bool Normalizes { get; init; } = true;

    public VitChannels Mean { get; init; } = s_half;

    public VitChannels Deviation { get; init; } = s_half;

    public bool DividesTwice { get; init; }

    public bool BlueFirst { get; init; }

    /// <summary>Whether it resizes in float32, after rescaling.</summary>
    public bool IsUnrounded { get; init; }

    /// <summary>Whether the name is that of a class which works on tensors with torchvision.</summary>
    public static bool IsFast(string? name) => name?.EndsWith("Fast", StringComparison.Ordinal) == true;

    /// <summary>The class of a name, or that of a kind of network; null where neither is known.</summary>
    public static ProcessorClass? Find(string? name, string? modelType)
    {
        string stem = name ?? "";
        foreach (string ending in s_endings)
            stem = stem.EndsWith(ending, StringComparison.Ordinal) ? stem[..^ending.Length] : stem;
        if (s_classes.TryGetValue(stem, out ProcessorClass? found))
            return found;
        return modelType is not null && s_ofNetworks.TryGetValue(modelType, out string? usual) ? s_classes[usual] : null;
    }
}
