using System.Numerics;
using SkiaSharp;

namespace VitMlNet.Cli;

/// <summary>What a picture looks like in 64 bits: whether each cell of a small grey copy is brighter than the one to its right.</summary>
/// <remarks>Copies of a picture in another size, quality or format differ in few of the bits.</remarks>
internal static class PictureHash
{
    private const int Rows = 8;
    private const int Columns = 8;

    /// <summary>The most bits in which copies of one picture differ.</summary>
    public const int MostDifferent = 6;

    /// <summary>Reads a photograph; <see langword="null"/> where it cannot be read any more, or is all of one colour.</summary>
    public static ulong? Of(string path)
    {
        try
        {
            return Of(VitImage.Load(path)) is var bits and not 0 ? bits : null;
        }
        catch (VitImageException)
        {
            return null;
        }
    }

    public static bool AreAlike(ulong one, ulong other) => BitOperations.PopCount(one ^ other) <= MostDifferent;

    private static ulong Of(VitImage picture)
    {
        var info = new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage whole = SKImage.FromPixelCopy(info, picture.Pixels.Span);
        using var small = new SKBitmap(Columns + 1, Rows, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (SKPixmap pixels = small.PeekPixels())
            whole.ScalePixels(pixels, SKFilterQuality.Medium);
        ulong bits = 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                bits = (bits << 1) | (Grey(small.GetPixel(column, row)) > Grey(small.GetPixel(column + 1, row)) ? 1UL : 0);
        }

        return bits;
    }

    private static int Grey(SKColor color) => (299 * color.Red) + (587 * color.Green) + (114 * color.Blue);
}
