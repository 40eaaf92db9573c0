namespace VitMlNet.Testing;

/// <summary>An upright picture of 8-bit red, green and blue for tests.</summary>
public sealed record TestPicture(int Height, int Width, byte[] Rgb)
{
    /// <summary>Random pixels: every mistake of a resize shows.</summary>
    public static TestPicture Noise(int height, int width, int seed)
    {
        var rgb = new byte[3 * height * width];
        new Random(seed).NextBytes(rgb);
        return new(height, width, rgb);
    }

    /// <summary>A smooth picture, different at every place, which lossy formats keep closely.</summary>
    public static TestPicture Smooth(int height, int width)
    {
        var rgb = new byte[3 * height * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = 3 * ((y * width) + x);
                rgb[at] = (byte)(30 + (200 * x / Math.Max(1, width - 1)));
                rgb[at + 1] = (byte)(20 + (210 * y / Math.Max(1, height - 1)));
                rgb[at + 2] = (byte)(128 + (90 * Math.Sin(6.0 * x / width) * Math.Cos(4.0 * y / height)));
            }
        }

        return new(height, width, rgb);
    }

    /// <summary>The value of a channel (0 red, 1 green, 2 blue).</summary>
    public byte this[int y, int x, int channel] => Rgb[(3 * ((y * Width) + x)) + channel];

    /// <summary>The pixels as four bytes each.</summary>
    public byte[] ToRgba(byte alpha = 255)
    {
        var rgba = new byte[4 * Height * Width];
        for (int i = 0; i < Height * Width; i++)
        {
            Rgb.AsSpan(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[(4 * i) + 3] = alpha;
        }

        return rgba;
    }

    /// <summary>A picture whose pixel at (y, x) is this one's at what <paramref name="from"/> says.</summary>
    public TestPicture Rearrange(int height, int width, Func<int, int, (int Y, int X)> from)
    {
        var rgb = new byte[3 * height * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int fromY, int fromX) = from(y, x);
                Rgb.AsSpan(3 * ((fromY * Width) + fromX), 3).CopyTo(rgb.AsSpan(3 * ((y * width) + x)));
            }
        }

        return new(height, width, rgb);
    }
}
