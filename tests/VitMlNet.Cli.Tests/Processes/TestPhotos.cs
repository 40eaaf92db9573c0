using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Small pictures, good and bad, that the tests make themselves.</summary>
internal static class TestPhotos
{
    /// <summary>A picture of a pattern that the seed determines.</summary>
    public static byte[] Encode(SKEncodedImageFormat format, int seed, int width = 90, int height = 70)
    {
        using var bitmap = new SKBitmap(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 2 + seed * 40), (byte)(y * 3), (byte)((x + y) * seed)));
        }

        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>
    /// A folder <c>photos</c> with three good pictures, two bad ones (<c>b-truncated.jpg</c>, <c>sub/d-empty.png</c>) and a text file.
    /// </summary>
    public static string WriteMixedFolder(TemporaryFolder parent)
    {
        string folder = parent.File("photos");
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        Write("a.jpg", Encode(SKEncodedImageFormat.Jpeg, 1));
        Write("b-truncated.jpg", Encode(SKEncodedImageFormat.Jpeg, 2)[..600]);
        Write("notes.txt", "no picture"u8.ToArray());
        Write("sub/c.png", Encode(SKEncodedImageFormat.Png, 3));
        Write("sub/d-empty.png", []);
        Write("z.webp", Encode(SKEncodedImageFormat.Webp, 4));
        return folder;

        void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    /// <summary>The good ones of the mixed folder, in the order in which they are scored.</summary>
    public static string[] GoodIn(string folder) =>
        [Path.Combine(folder, "a.jpg"), Path.Combine(folder, "sub", "c.png"), Path.Combine(folder, "z.webp")];

    /// <summary>The bad ones.</summary>
    public static string[] BadIn(string folder) =>
        [Path.Combine(folder, "b-truncated.jpg"), Path.Combine(folder, "sub", "d-empty.png")];
}
