namespace VitMlNet;

/// <summary>timm's <c>config.json</c>: the settings of the pretrained weights, and what the network ends in.</summary>
internal sealed class TimmSettings
{
    private readonly JsonSettings _config;
    private readonly JsonSettings _weights;

    private TimmSettings(JsonSettings config, JsonSettings weights) => (_config, _weights) = (config, weights);

    public string Source => _config.Source;

    /// <summary>The height and width of the input.</summary>
    public (int Height, int Width)? Size
    {
        get
        {
            int[] sizes = _weights.Find("input_size") is { ValueKind: System.Text.Json.JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(item => item.ValueKind == System.Text.Json.JsonValueKind.Number && item.TryGetInt32(out int side) ? side : 0)]
                : [];
            return sizes is [_, > 0, > 0] ? (sizes[1], sizes[2]) : null;
        }
    }

    /// <summary>The number of classes; 0 for a network that ends in features, null where it is not said.</summary>
    public int? ClassCount => (_config.Number("num_classes") ?? _weights.Number("num_classes")) is { } count and >= 0 ? (int)count : null;

    /// <summary>How tokens become features: <c>token</c> for the first, <c>avg</c> for the mean.</summary>
    public string? Pooling => _config.Text("global_pool") ?? _weights.Text("global_pool");

    /// <summary>The class names; null where there are none.</summary>
    public IReadOnlyList<string>? Labels
    {
        get
        {
            if ((_config.Names("label_names") ?? _weights.Names("label_names")) is not { Count: > 0 } names || names.Any(name => name is null))
                return null;

            // Names that are WordNet's numbers have their words in a list of their own.
            JsonSettings? words = _config.Object("label_descriptions") ?? _weights.Object("label_descriptions");
            return [.. names.Select(name => IsWordNetId(name!) ? words?.Text(name!) ?? name! : name!)];
        }
    }

    /// <summary>The settings of a file; null where it is not timm's.</summary>
    public static TimmSettings? Find(JsonSettings? config)
    {
        if (config?.Object("pretrained_cfg") is { } weights)
            return new TimmSettings(config, weights);

        // Before 2023 the fields were not in a part of their own.
        return config is not null && !config.Has("model_type") && (config.Has("architecture") || config.Has("crop_pct")) ? new TimmSettings(config, config) : null;
    }

    /// <summary>The preprocessing of timm's <c>create_transform</c>.</summary>
    /// <param name="height">The model's height in pixels.</param>
    /// <param name="width">The model's width in pixels.</param>
    public VitPreprocessing ToPreprocessing(int height, int width)
    {
        double fraction = _weights.Number("crop_pct") is { } stated and > 0 ? stated : 0.875;
        VitChannels mean = _weights.Channels("mean") ?? VitPreprocessing.Torchvision.Mean;
        (int coverHeight, int coverWidth) = (Math.Max((int)(height / fraction), 1), Math.Max((int)(width / fraction), 1));
        string mode = _weights.Text("crop_mode") ?? "center";
        var preprocessing = new VitPreprocessing
        {
            ResizeMode = mode switch
            {
                "squash" => VitResizeMode.Squash,
                "border" => VitResizeMode.Fit,
                _ => VitResizeMode.CropCenter,
            },
            Interpolation = _weights.Text("interpolation") switch
            {
                "bilinear" or "random" => VitInterpolation.Bilinear,
                "nearest" => VitInterpolation.NearestExact,
                "lanczos" => VitInterpolation.Lanczos,
                "box" => VitInterpolation.Box,
                "hamming" => VitInterpolation.Hamming,
                _ => VitInterpolation.Bicubic,
            },
            Antialias = true,
            Mean = mean,
            StandardDeviation = _weights.Channels("std") is { Red: > 0, Green: > 0, Blue: > 0 } deviation ? deviation : VitPreprocessing.Torchvision.StandardDeviation,
            FillColor = mode == "border" ? new VitChannels(ToByte(mean.Red), ToByte(mean.Green), ToByte(mean.Blue)) : default,
        };
        return preprocessing.ResizeMode != VitResizeMode.CropCenter && (coverHeight, coverWidth) == (height, width)
            ? preprocessing
            : preprocessing with { ResizeHeight = coverHeight, ResizeWidth = coverWidth == coverHeight ? null : coverWidth };
    }

    private static float ToByte(float value) => (float)Math.Clamp(Math.Round(255 * (double)value, MidpointRounding.ToEven), 0, 255);

    private static bool IsWordNetId(string name) => name.Length == 9 && name[0] == 'n' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
