using VitMlNet.Benchmarks.Preprocessing;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>The files of a scoring benchmark: a generated checkpoint converted to fp32 and int8, and photographs of 500 x 375.</summary>
/// <remarks>They are kept in the temporary folder from one run to the next; speed does not depend on the weights' values.</remarks>
/// <param name="Fp32">The fp32 model, as the converter makes it.</param>
/// <param name="Int8">The int8 model.</param>
/// <param name="Embedded">The fp32 model with its weights inside the file, as the usual exports have them.</param>
/// <param name="Photos">JPEG files.</param>
internal sealed record BenchmarkModels(string Fp32, string Int8, string Embedded, string[] Photos)
{
    /// <summary>The name of the demo model among the architectures.</summary>
    public const string Demo = "vit-demo";

    public static string DemoPath { get; } = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    public static BenchmarkModels Prepare(string architecture, int photoCount)
    {
        string folder = CreateFolder(architecture);
        string fp32 = Path.Combine(folder, "fp32.onnx");
        string int8 = Path.Combine(folder, "int8.onnx");
        string embedded = Path.Combine(folder, "embedded.onnx");
        if (!File.Exists(embedded))
        {
            string checkpoint = Path.Combine(folder, "checkpoint.npz");
            CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get(architecture));
            CheckpointConverter.Convert(checkpoint, fp32);
            CheckpointConverter.Convert(checkpoint, int8, new ConversionOptions { Precision = VitPrecision.Int8 });
            CheckpointConverter.Convert(checkpoint, embedded, new ConversionOptions { EmbeddedWeightsLimit = long.MaxValue });
            File.Delete(checkpoint);
        }

        return new BenchmarkModels(fp32, int8, embedded, PreparePhotos(architecture, photoCount));
    }

    /// <summary>JPEG files of 500 x 375.</summary>
    public static string[] PreparePhotos(string architecture, int count)
    {
        string folder = CreateFolder(architecture);
        string[] photos = [.. Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"photo{i:d3}.jpg"))];
        for (int i = 0; i < photos.Length; i++)
        {
            if (!File.Exists(photos[i]))
                File.WriteAllBytes(photos[i], NaturalPicture.EncodeJpeg(500, 375, 90, i));
        }

        return photos;
    }

    private static string CreateFolder(string architecture) =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "vitmlnet-benchmarks", architecture)).FullName;
}
