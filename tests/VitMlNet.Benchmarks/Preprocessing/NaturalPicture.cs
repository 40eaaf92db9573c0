using SkiaSharp;

namespace VitMlNet.Benchmarks.Preprocessing;

/// <summary>A seeded picture with detail at all scales, as a photograph has: noise of each octave, half as strong as the last.</summary>
internal static class NaturalPicture
{
    public static unsafe byte[] EncodeJpeg(int width, int height, int quality, int seed)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = new Span<byte>((void*)bitmap.GetPixels(), 4 * width * height);
        pixels.Fill(255);
        var values = new float[width * height];
        for (int channel = 0; channel < 3; channel++)
        {
            Array.Clear(values);
            float strength = 40;
            for (int cell = Math.Max(width, height) / 3; cell >= 1; cell /= 2, strength *= 0.88f)
                AddOctave(values, width, height, cell, strength, seed + channel + (7 * cell));
            for (int i = 0; i < values.Length; i++)
                pixels[(4 * i) + channel] = (byte)Math.Clamp(128 + values[i], 0, 255);
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    private static void AddOctave(float[] values, int width, int height, int cell, float strength, int seed)
    {
        int columns = (width / cell) + 2, rows = (height / cell) + 2;
        var random = new Random(seed);
        var grid = new float[columns * rows];
        for (int i = 0; i < grid.Length; i++)
            grid[i] = strength * ((2 * random.NextSingle()) - 1);
        for (int y = 0; y < height; y++)
        {
            int row = y / cell * columns;
            float down = (float)(y % cell) / cell;
            for (int x = 0; x < width; x++)
            {
                int at = row + (x / cell);
                float along = (float)(x % cell) / cell;
                float upper = grid[at] + ((grid[at + 1] - grid[at]) * along);
                float lower = grid[at + columns] + ((grid[at + columns + 1] - grid[at + columns]) * along);
                values[(y * width) + x] += upper + ((lower - upper) * down);
            }
        }
    }
}
