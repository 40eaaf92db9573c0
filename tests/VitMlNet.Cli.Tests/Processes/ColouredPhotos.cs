using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Folders of pictures whose classes even a small network tells apart: each of one colour, with noise.</summary>
internal static class ColouredPhotos
{
    public static readonly string[] Classes = ["blue", "green", "red"];

    /// <summary>A folder <c>photos</c> with a subfolder for each colour.</summary>
    public static string WriteFolder(TemporaryFolder parent, int count)
    {
        string folder = parent.File("photos");
        foreach (string colour in Classes)
            Write(folder, colour, count);
        return folder;
    }

    /// <summary>Writes <c>0.png</c>, <c>1.png</c> … into the subfolder of a colour.</summary>
    public static void Write(string folder, string colour, int count)
    {
        Directory.CreateDirectory(Path.Combine(folder, colour));
        for (int i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(folder, colour, $"{i}.png"), Encode(colour, i));
    }

    private static byte[] Encode(string colour, int seed)
    {
        var noise = new SplitMixGenerator(colour, (ulong)seed);
        using var bitmap = new SKBitmap(32, 32);
        for (int i = 0; i < 32 * 32; i++)
        {
            byte high = Level(200, noise[2 * i]), low = Level(40, noise[(2 * i) + 1]);
            bitmap.SetPixel(i % 32, i / 32, colour switch
            {
                "red" => new SKColor(high, low, low),
                "green" => new SKColor(low, high, low),
                _ => new SKColor(low, low, high),
            });
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();

        static byte Level(int middle, double noise) => (byte)(middle + (int)(noise * 35));
    }
}
