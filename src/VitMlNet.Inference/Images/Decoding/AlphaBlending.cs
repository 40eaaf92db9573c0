using System.Drawing;

namespace VitMlNet;

/// <summary>Lays pixels on a background colour, in place, rounded to the nearest 8-bit value.</summary>
internal static class AlphaBlending
{
    /// <summary>For pixels whose colours are as stored.</summary>
    public static void LayStraight(Span<byte> row, Color background)
    {
        for (int i = 0; i < row.Length; i += 4)
        {
            int alpha = row[i + 3];
            if (alpha == 255)
                continue;
            row[i] = Mix(row[i], background.R, alpha);
            row[i + 1] = Mix(row[i + 1], background.G, alpha);
            row[i + 2] = Mix(row[i + 2], background.B, alpha);
        }
    }

    /// <summary>For pixels whose colours are multiplied by their alpha.</summary>
    public static void LayPremultiplied(Span<byte> row, Color background)
    {
        for (int i = 0; i < row.Length; i += 4)
        {
            int alpha = row[i + 3];
            if (alpha == 255)
                continue;
            row[i] = Add(row[i], background.R, alpha);
            row[i + 1] = Add(row[i + 1], background.G, alpha);
            row[i + 2] = Add(row[i + 2], background.B, alpha);
        }
    }

    private static byte Mix(int color, int background, int alpha) => (byte)(((color * alpha) + (background * (255 - alpha)) + 127) / 255);

    // A colour above its alpha is no premultiplied colour: it saturates.
    private static byte Add(int color, int background, int alpha) => (byte)Math.Min(255, color + (((background * (255 - alpha)) + 127) / 255));
}
