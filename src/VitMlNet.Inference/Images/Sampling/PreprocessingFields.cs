using System.Text.Json;

namespace VitMlNet;

/// <summary>The properties of the JSON form of <see cref="VitPreprocessing"/>.</summary>
internal static class PreprocessingFields
{
    /// <summary>The properties and what they may be, as messages list them.</summary>
    public const string Allowed =
        "\"resize\" (\"squash\", \"crop\", \"fit\", \"square\", \"none\"), \"resizeTo\" (a number of pixels, or height and width), \"interpolation\" "
            + "(\"bilinear\", \"bicubic\", \"lanczos\", \"box\", \"hamming\", \"nearest-exact\"), \"antialias\" (true, false), "
            + "\"arithmetic\" (\"pillow\", \"torchvision\", \"unrounded\"), \"cropFraction\" (over 0, at most 1), \"cropRounding\" (\"even\", \"floor\"), "
            + "\"fill\" (0 to 255), \"rescale\" (over 0), \"fused\", \"dividesTwice\", \"blueFirst\" (true, false), \"mean\" and \"std\" (a number, or "
            + "one for each of red, green and blue)";

    private static readonly (string Name, VitResizeMode Value)[] s_modes =
    [
        ("squash", VitResizeMode.Squash), ("crop", VitResizeMode.CropCenter), ("fit", VitResizeMode.Fit), ("square", VitResizeMode.PadToSquare),
        ("none", VitResizeMode.None),
    ];

    // The nearest pixel of ML.NET's stock components is the preset mlnet and nothing else.
    private static readonly (string Name, VitInterpolation Value)[] s_interpolations =
    [
        ("bilinear", VitInterpolation.Bilinear), ("bicubic", VitInterpolation.Bicubic), ("lanczos", VitInterpolation.Lanczos), ("box", VitInterpolation.Box),
        ("hamming", VitInterpolation.Hamming), ("nearest-exact", VitInterpolation.NearestExact),
    ];

    private static readonly (string Name, VitResizeArithmetic Value)[] s_arithmetics =
        [("pillow", VitResizeArithmetic.Pillow), ("torchvision", VitResizeArithmetic.Torchvision), ("unrounded", VitResizeArithmetic.Unrounded)];

    private static readonly (string Name, VitCropRounding Value)[] s_roundings = [("even", VitCropRounding.HalfToEven), ("floor", VitCropRounding.Floor)];

    /// <summary>The settings with one property more; null where it is unknown, or its value is no such value.</summary>
    public static VitPreprocessing? Read(VitPreprocessing settings, JsonProperty property)
    {
        JsonElement value = property.Value;
        return property.Name switch
        {
            "resize" => Find(s_modes, value) is { } mode ? settings with { ResizeMode = mode } : null,
            "resizeTo" => ReadSides(value) is { } sides ? settings with { ResizeHeight = sides.Height, ResizeWidth = sides.Width } : null,
            "interpolation" => Find(s_interpolations, value) is { } interpolation ? settings with { Interpolation = interpolation } : null,
            "arithmetic" => Find(s_arithmetics, value) is { } arithmetic ? settings with { Arithmetic = arithmetic } : null,
            "cropRounding" => Find(s_roundings, value) is { } rounding ? settings with { CropRounding = rounding } : null,
            "antialias" => IsBoolean(value) ? settings with { Antialias = value.GetBoolean() } : null,
            "fused" => IsBoolean(value) ? settings with { FusesRescaling = value.GetBoolean() } : null,
            "dividesTwice" => IsBoolean(value) ? settings with { DividesTwice = value.GetBoolean() } : null,
            "blueFirst" => IsBoolean(value) ? settings with { BlueFirst = value.GetBoolean() } : null,
            "cropFraction" => value.ValueKind == JsonValueKind.Number ? settings with { CropFraction = value.GetDouble() } : null,
            "rescale" => value.ValueKind == JsonValueKind.Number ? settings with { RescaleFactor = value.GetDouble() } : null,
            "fill" => ReadChannels(value) is { } color ? settings with { FillColor = color } : null,
            "mean" => ReadChannels(value) is { } mean ? settings with { Mean = mean } : null,
            "std" => ReadChannels(value) is { } deviation ? settings with { StandardDeviation = deviation } : null,
            _ => null,
        };
    }

    /// <summary>Writes the object: what all files of before have, and of the rest what is not as usual.</summary>
    public static void Write(Utf8JsonWriter json, VitPreprocessing settings)
    {
        var usual = new VitPreprocessing();
        json.WriteStartObject();
        json.WriteString("resize", NameOf(s_modes, settings.ResizeMode));
        WriteSides(json, settings);
        json.WriteString("interpolation", NameOf(s_interpolations, settings.Interpolation));
        json.WriteBoolean("antialias", settings.Antialias);
        if (settings.Arithmetic != usual.Arithmetic)
            json.WriteString("arithmetic", NameOf(s_arithmetics, settings.Arithmetic));
        json.WriteNumber("cropFraction", settings.CropFraction);
        if (settings.CropRounding != usual.CropRounding)
            json.WriteString("cropRounding", NameOf(s_roundings, settings.CropRounding));
        if (settings.FillColor != usual.FillColor)
            WriteChannels(json, "fill", settings.FillColor);
        if (settings.RescaleFactor != usual.RescaleFactor)
            json.WriteNumber("rescale", settings.RescaleFactor);
        WriteIfTrue(json, "fused", settings.FusesRescaling);
        WriteIfTrue(json, "dividesTwice", settings.DividesTwice);
        WriteIfTrue(json, "blueFirst", settings.BlueFirst);
        WriteChannels(json, "mean", settings.Mean);
        WriteChannels(json, "std", settings.StandardDeviation);
        json.WriteEndObject();
    }

    private static T? Find<T>((string Name, T Value)[] names, JsonElement value)
        where T : struct
    {
        foreach ((string name, T found) in names)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(name))
                return found;
        }

        return null;
    }

    private static string NameOf<T>((string Name, T Value)[] names, T value)
        where T : struct, Enum =>
        names.FirstOrDefault(entry => entry.Value.Equals(value)).Name ?? value.ToString().ToLowerInvariant();

    private static bool IsBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static (int Height, int? Width)? ReadSides(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int side))
            return (side, null);
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && IsNumber(value[0], out int height) && IsNumber(value[1], out int width)
            ? (height, width)
            : null;
    }

    private static bool IsNumber(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }

    private static void WriteSides(Utf8JsonWriter json, VitPreprocessing settings)
    {
        if (settings.ResizeHeight is not { } height)
            return;
        if (settings.ResizeWidth is not { } width)
        {
            json.WriteNumber("resizeTo", height);
            return;
        }

        json.WriteStartArray("resizeTo");
        json.WriteNumberValue(height);
        json.WriteNumberValue(width);
        json.WriteEndArray();
    }

    private static VitChannels? ReadChannels(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return new VitChannels(value.GetSingle());
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? new VitChannels(value[0].GetSingle(), value[1].GetSingle(), value[2].GetSingle())
            : null;
    }

    private static void WriteChannels(Utf8JsonWriter json, string name, VitChannels channels)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(channels.Red);
        json.WriteNumberValue(channels.Green);
        json.WriteNumberValue(channels.Blue);
        json.WriteEndArray();
    }

    private static void WriteIfTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
            json.WriteBoolean(name, value);
    }
}
