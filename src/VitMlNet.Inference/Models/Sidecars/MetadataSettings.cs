using System.Globalization;
using System.Text.RegularExpressions;

namespace VitMlNet;

/// <summary>What tools write into a model file's metadata: the pixels of Windows ML and Custom Vision, and Ultralytics' classes.</summary>
/// <param name="metadata">The entries of <c>metadata_props</c>.</param>
internal sealed partial class MetadataSettings(IReadOnlyDictionary<string, string> metadata)
{
    private const string PixelFormat = "Image.BitmapPixelFormat";
    private const string PixelRange = "Image.NominalPixelRange";

    public bool IsUltralytics => metadata.GetValueOrDefault("task") == "classify" && metadata.ContainsKey("names");

    public bool HasPixels => metadata.ContainsKey(PixelFormat) || metadata.ContainsKey(PixelRange);

    /// <summary>The size that Ultralytics states, height first.</summary>
    public (int Height, int Width)? Size
    {
        get
        {
            if (!IsUltralytics || !metadata.TryGetValue("imgsz", out string? text))
                return null;
            int[] sides = [.. Digits().Matches(text).Select(match => int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : 0)];
            return sides is [> 0] ? (sides[0], sides[0]) : sides is [> 0, > 0] ? (sides[0], sides[1]) : null;
        }
    }

    /// <summary>The class names that Ultralytics states as the text of a dictionary of Python.</summary>
    public IReadOnlyList<string>? Labels => IsUltralytics ? PythonNames.Read(metadata["names"]) : null;

    /// <summary>Squashed pixels in the order and range that the metadata state.</summary>
    public VitPreprocessing Pixels
    {
        get
        {
            var squashed = new VitPreprocessing
            {
                Antialias = true,
                RescaleFactor = 1,
                Mean = new(0),
                StandardDeviation = new(1),
                BlueFirst = metadata.GetValueOrDefault(PixelFormat)?.StartsWith("Bgr", StringComparison.OrdinalIgnoreCase) ?? false,
            };
            return metadata.GetValueOrDefault(PixelRange) switch
            {
                "Normalized_0_1" => squashed with { RescaleFactor = 1 / 255.0 },
                "Normalized_1_1" => squashed with { RescaleFactor = 1 / 255.0, Mean = new(0.5f), StandardDeviation = new(0.5f) },
                "NominalRange_16_235" => squashed with { Mean = new(-16 * 255f / 219), StandardDeviation = new(255f / 219) },
                _ => squashed,
            };
        }
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
