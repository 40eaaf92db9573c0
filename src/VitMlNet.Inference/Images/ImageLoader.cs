namespace VitMlNet;

/// <summary>Decodes image files whole: upright, opaque, and never a part of a file.</summary>
internal static class ImageLoader
{
    /// <exception cref="VitImageException">It is a bad image.</exception>
    public static unsafe VitImage Load(byte* encoded, int length, string name, VitImageOptions options)
    {
        SkiaLibrary.Check();
        using var decoder = new ImageDecoder(encoded, length, name, options);
        Orientation orientation = decoder.Orientation;
        (int width, int height) = orientation.SwapsAxes ? (decoder.Height, decoder.Width) : (decoder.Width, decoder.Height);
        byte[] pixels = Allocate(decoder);
        decoder.Read(new UprightPixels(pixels, height, width, orientation));
        return new VitImage(width, height, pixels, orientation);
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
