using Microsoft.ML.Data;
using VitMlNet.Tests.Imaging;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Photographs for the pipelines, as files, as bytes and as images.</summary>
internal static class Photos
{
    /// <summary>Writes PNG files of noise, of different shapes.</summary>
    public static string[] Write(TemporaryFolder folder, int count)
    {
        var paths = new string[count];
        for (int i = 0; i < count; i++)
            File.WriteAllBytes(paths[i] = folder.File($"photo{i}.png"), SkiaFiles.Png(TestPicture.Noise(16 + i % 5, 20 - i % 3, i)));
        return paths;
    }

    public static MLImage ToImage(TestPicture picture) =>
        MLImage.CreateFromPixels(picture.Width, picture.Height, MLPixelFormat.Rgba32, picture.ToRgba());
}
