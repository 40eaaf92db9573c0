using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Decodes image files to ML.NET's images: upright, opaque, and never a part of a file.</summary>
internal static class ImageLoader
{
    /// <exception cref="VitImageException">The file is absent, unreadable, or a bad image.</exception>
    public static MLImage FromFile(string path, VitImageOptions options) => FromFile(path, options, out _);

    /// <param name="path">The file's path.</param>
    /// <param name="options">The limits and the background.</param>
    /// <param name="orientation">How the stored picture was turned.</param>
    /// <exception cref="VitImageException">The file is absent, unreadable, or a bad image.</exception>
    public static unsafe MLImage FromFile(string path, VitImageOptions options, out Orientation orientation)
    {
        using PooledMemory file = EncodedFile.Read(path, options);
        return Decode(file.Address, (int)file.Length, path, options, out orientation);
    }

    /// <exception cref="VitImageException">It is a bad image.</exception>
    public static MLImage FromBytes(ReadOnlySpan<byte> encoded, string source, VitImageOptions options) => FromBytes(encoded, source, options, out _);

    /// <param name="encoded">The file's bytes.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="options">The limits and the background.</param>
    /// <param name="orientation">How the stored picture was turned.</param>
    /// <exception cref="VitImageException">It is a bad image.</exception>
    public static unsafe MLImage FromBytes(ReadOnlySpan<byte> encoded, string source, VitImageOptions options, out Orientation orientation)
    {
        fixed (byte* address = encoded)
            return Decode(address, encoded.Length, source, options, out orientation);
    }

    /// <exception cref="VitImageException">The stream is unreadable, or a bad image.</exception>
    public static MLImage FromStream(Stream stream, string source, VitImageOptions options) => FromStream(stream, source, options, out _);

    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="options">The limits and the background.</param>
    /// <param name="orientation">How the stored picture was turned.</param>
    /// <exception cref="VitImageException">The stream is unreadable, or a bad image.</exception>
    public static unsafe MLImage FromStream(Stream stream, string source, VitImageOptions options, out Orientation orientation)
    {
        using PooledMemory file = EncodedFile.Read(stream, source, options);
        return Decode(file.Address, (int)file.Length, source, options, out orientation);
    }

    private static unsafe MLImage Decode(byte* encoded, int length, string source, VitImageOptions options, out Orientation orientation)
    {
        using var decoder = new ImageDecoder(encoded, length, source, options);
        orientation = decoder.Orientation;
        (int width, int height) = orientation.SwapsAxes ? (decoder.Height, decoder.Width) : (decoder.Width, decoder.Height);
        byte[] pixels = Allocate(decoder);
        decoder.Read(new UprightPixels(pixels, height, width, orientation));
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    private static byte[] Allocate(ImageDecoder decoder)
    {
        long length = 4 * Math.BigMul(decoder.Width, decoder.Height);
        if (length > Array.MaxLength)
            throw decoder.TooLargeForMemory();
        try
        {
            return new byte[length];
        }
        catch (OutOfMemoryException e)
        {
            throw decoder.TooLargeForMemory(e);
        }
    }

    /// <summary>Puts stored rows where they belong in the upright picture.</summary>
    private sealed class UprightPixels(byte[] upright, int height, int width, Orientation orientation) : IPixelRows
    {
        public bool Needs(int row) => true;

        public void Accept(int row, ReadOnlySpan<byte> pixels)
        {
            int columns = orientation.SwapsAxes ? height : width;
            for (int column = 0; column < columns; column++)
            {
                (int y, int x) = orientation.SwapsAxes ? (column, row) : (row, column);
                if (orientation.ReversesRows)
                    y = height - 1 - y;
                if (orientation.ReversesColumns)
                    x = width - 1 - x;
                int to = 4 * ((y * width) + x);
                pixels.Slice(4 * column, 3).CopyTo(upright.AsSpan(to));
                upright[to + 3] = byte.MaxValue;
            }
        }
    }
}
