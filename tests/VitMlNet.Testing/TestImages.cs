namespace VitMlNet.Testing;

/// <summary>The six images that the golden files were made with: NHWC, RGB, float32 in [-1, 1].</summary>
public static class TestImages
{
    public const int Count = 6;
    private const ulong Seed = 7;

    public static IReadOnlyList<string> Names { get; } = ["uniform0", "uniform1", "ramps", "corners", "u8", "faint"];

    /// <summary>All six, one after the other: float32 [6, size, size, 3].</summary>
    public static float[] Make(int size)
    {
        int length = size * size * 3;
        var all = new float[Count * length];
        Noise("input/0", 1.0, all.AsSpan(0, length));
        Noise("input/1", 1.0, all.AsSpan(length, length));
        Ramps(size, all.AsSpan(2 * length, length));
        Corners(size, all.AsSpan(3 * length, length));
        EightBit(size, all.AsSpan(4 * length, length));
        Noise("input/faint", 0.002, all.AsSpan(5 * length, length));
        return all;
    }

    /// <summary>One of the six: float32 [size, size, 3].</summary>
    public static float[] Make(int size, int index) =>
        Make(size).AsSpan(index * size * size * 3, size * size * 3).ToArray();

    /// <summary>Almost grey at a small amplitude: GroupNorm's input variance is then comparable with its epsilon.</summary>
    private static void Noise(string name, double amplitude, Span<float> pixels)
    {
        var noise = new SplitMixGenerator(name, Seed);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (float)(noise[i] * amplitude);
    }

    /// <summary>Distinct in x, y and the diagonal, so that swapped axes or channels show.</summary>
    private static void Ramps(int size, Span<float> pixels)
    {
        int i = 0;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                pixels[i++] = (float)(2.0 * x / (size - 1) - 1);
                pixels[i++] = (float)(2.0 * y / (size - 1) - 1);
                pixels[i++] = (float)((double)(x - y) / (size - 1));
            }
        }
    }

    /// <summary>Bright corners and off-centre bars, so that padding on the wrong side shows.</summary>
    private static void Corners(int size, Span<float> pixels)
    {
        int last = size - 1;
        pixels.Fill(-1);
        Set(pixels, 0, 0, [1, 0.5f, 0]);
        Set(pixels, 0, last, [0, 1, 0.5f]);
        Set(pixels, last, 0, [0.5f, 0, 1]);
        Set(pixels, last, last, [1, 1, 1]);
        for (int k = 0; k < size; k++)
            pixels[(size / 3 * size + k) * 3] = 1;
        for (int k = 0; k < size; k++)
            pixels[(k * size + size / 5) * 3 + 2] = 1;

        void Set(Span<float> image, int y, int x, ReadOnlySpan<float> colour) => colour.CopyTo(image[((y * size + x) * 3)..]);
    }

    /// <summary>8-bit levels mapped by (v - 127.5) / 127.5 in float32.</summary>
    private static void EightBit(int size, Span<float> pixels)
    {
        var noise = new SplitMixGenerator("input/u8", Seed);
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % size;
            int level = (int)Math.Clamp(Math.Floor((noise[i] + 1) * 128), 0, 255);
            level = Math.Clamp(level / 4 * 4 + x * 3 % 4, 0, 255);
            pixels[i] = (level - 127.5f) / 127.5f;
        }
    }
}
