namespace VitMlNet.Testing;

/// <summary>Files of photographs for whatever scores them.</summary>
public static class Photographs
{
    /// <summary>Writes PNG files of noise, of different shapes.</summary>
    public static string[] Write(TemporaryFolder folder, int count)
    {
        var paths = new string[count];
        for (int i = 0; i < count; i++)
            paths[i] = folder.Write($"photo{i}.png", SkiaFiles.Png(TestPicture.Noise(16 + (i % 5), 20 - (i % 3), i)));
        return paths;
    }
}
