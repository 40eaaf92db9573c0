using System.Globalization;

namespace WebClassifier;

/// <summary>Limits in words.</summary>
internal static class Quantity
{
    /// <summary>A number of bytes.</summary>
    public static string Bytes(long count) => count < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{count:#,0} bytes")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1048576.0:0.#} MB");

    /// <summary>A number of pixels.</summary>
    public static string Pixels(long count) => count < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{count:#,0} pixels")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#} million pixels");
}
