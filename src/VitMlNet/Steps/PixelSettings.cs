using System.Drawing;
using System.Text.Json;

namespace VitMlNet;

/// <summary>
/// Everything that the step from an image to the model's pixels depends on, as text: a saved pipeline carries it in a constant
/// column, since ML.NET saves no parameters of a custom mapping.
/// </summary>
internal sealed record PixelSettings(VitPreprocessing Preprocessing, int Height, int Width, VitImageOptions Options, string Column, bool KeepsBadRows)
{
    /// <summary>The order of the pixels.</summary>
    public VitPixelLayout Layout { get; init; }

    /// <summary>The folder that relative paths begin in; null for the current one.</summary>
    public string? Folder { get; init; }

    /// <summary>3, or 1 for grey.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>The settings as text without quotes, spaces and backslashes, so that it can stand in an ML.NET expression.</summary>
    public string ToText() => Uri.EscapeDataString(JsonSerializer.Serialize(new Fields(
        Preprocessing.ToString(),
        Height,
        Width,
        Options.BackgroundColor.ToArgb(),
        Options.MaxPixels,
        Options.MaxEncodedBytes,
        Options.AllowScaledDecoding,
        KeepsBadRows,
        Column,
        Layout == VitPixelLayout.ChannelsFirst,
        Options.MaxDecodingBytes,
        Folder,
        Channels)));

    /// <summary>Reads what <see cref="ToText"/> wrote, in this version of the library or another.</summary>
    public static PixelSettings Parse(string text)
    {
        Fields fields = JsonSerializer.Deserialize<Fields>(Uri.UnescapeDataString(text))!;
        return new PixelSettings(
            VitPreprocessing.Parse(fields.Preprocessing),
            fields.Height,
            fields.Width,
            new VitImageOptions
            {
                BackgroundColor = Color.FromArgb(fields.Background),
                MaxPixels = fields.MaxPixels,
                MaxEncodedBytes = fields.MaxEncodedBytes,
                MaxDecodingBytes = fields.MaxDecodingBytes,
                AllowScaledDecoding = fields.ScaledDecoding,
            },
            fields.Column,
            fields.KeepRow)
        {
            Layout = fields.ChannelsFirst ? VitPixelLayout.ChannelsFirst : VitPixelLayout.ChannelsLast,
            Folder = fields.Folder,
            Channels = fields.Channels,
        };
    }

    public ImagePreprocessor CreatePreprocessor() => new(Preprocessing, Height, Width, Options, Layout, Channels);

    private sealed record Fields(
        string Preprocessing, int Height, int Width, int Background, long MaxPixels, long MaxEncodedBytes, bool ScaledDecoding, bool KeepRow, string Column,
        bool ChannelsFirst = false, long? MaxDecodingBytes = null, string? Folder = null, int Channels = 3);
}
