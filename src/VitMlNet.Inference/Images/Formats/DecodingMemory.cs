using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>How much memory decoding a picture takes, beside the file itself and the result, by what the decoder of its format keeps.</summary>
internal static class DecodingMemory
{
    private const int PixelBytes = 4;

    // Tables, rows and what a decoder is made of.
    private const long Base = 1 << 20;

    /// <summary>An upper bound in bytes.</summary>
    public static long Estimate(ImageFormat format, ReadOnlySpan<byte> file, int width, int height)
    {
        long pixels = Math.BigMul(width, height), row = 64L * width;
        return Base + row + format switch
        {
            // Rows go straight to the resampler; of several scans, all coefficients are kept until the last.
            ImageFormat.Jpeg => JpegFrame.Read(file) is { HasSeveralScans: true } frame ? frame.CoefficientBytes : 0,
            ImageFormat.Png => (PixelBytes + PngPixelBytes(file)) * pixels,

            // A lossless picture is kept once more before it is copied, and so is a plane of alpha.
            ImageFormat.WebP => (WebPStructure.IsPlainLossy(file) ? PixelBytes : 2 * PixelBytes) * pixels,

            // A picture that is not stored as red, green, blue and alpha is decoded beside.
            ImageFormat.Gif => 2 * PixelBytes * pixels,
            _ => (PixelBytes * pixels) + file.Length,
        };
    }

    // An interlaced picture comes in passes over the whole of it, which is kept in its own depth.
    private static int PngPixelBytes(ReadOnlySpan<byte> file)
    {
        const int Header = 16;
        if (file.Length < Header + 13 || file[Header + 12] == 0)
            return 0;
        int depth = file[Header + 8], color = file[Header + 9];
        int channels = color switch { 2 => 3, 4 => 2, 0 => 1, _ => 4 };
        return Math.Max(PixelBytes, channels * (depth == 16 ? 2 : 1));
    }
}
