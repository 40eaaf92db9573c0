namespace VitMlNet.Samples.Tests;

/// <summary>Photographs of three classes that are easy to tell apart: noise in which one channel is lighter than the others.</summary>
internal static class TintedPhotographs
{
    private const int PerClass = 16;

    public static IReadOnlyList<string> Classes { get; } = ["blue", "green", "red"];

    /// <summary>Writes a folder with a subfolder for each class.</summary>
    public static void Write(TemporaryFolder folder, string name)
    {
        for (int kind = 0; kind < Classes.Count; kind++)
        {
            for (int i = 0; i < PerClass; i++)
                folder.Write(Path.Combine(name, Classes[kind], $"{i}.png"), Create(Classes[kind], i));
        }
    }

    /// <summary>An encoded photograph of a class.</summary>
    public static byte[] Create(string kind, int seed)
    {
        int channel = Classes.Count - 1 - Classes.ToList().IndexOf(kind);
        TestPicture picture = TestPicture.Noise(40, 40, seed);
        for (int i = 0; i < picture.Rgb.Length; i++)
            picture.Rgb[i] = (byte)((picture.Rgb[i] / 4) + (i % 3 == channel ? 190 : 0));
        return PngFile.Write(picture);
    }
}
