using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Preprocessing;

/// <summary>From a JPEG file to the model's pixels: ours against ML.NET's stock chain.</summary>
internal static class PreprocessingBenchmark
{
    private const int Size = 224;
    private const string Stock = "stock LoadImages, ResizeImages(Fill), ExtractPixels";

    public static void Run(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("vitmlnet-benchmark-").FullName;
        try
        {
            var results = new ResultTable();
            foreach ((int width, int height) in new[] { (4000, 3000), (500, 375) })
            {
                string path = Path.Combine(folder, $"{width}.jpg");
                File.WriteAllBytes(path, NaturalPicture.EncodeJpeg(width, height, 90, 1));
                string picture = FormattableString.Invariant($"{width}x{height} JPEG, {new FileInfo(path).Length / 1024} KiB");
                results.Add(picture, Measure(path, width > 1000 ? rounds : rounds * 10), 1, against: 0);
            }

            results.Write(
                "preprocessing",
                $"From a JPEG file to {Size} x {Size} pixels, one thread",
                $"preprocessing {rounds}",
                "The pictures are made from a seed.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<Timing> Measure(string path, int rounds)
    {
        var scaled = new VitImageOptions { AllowScaledDecoding = true };
        var timer = new InterleavedTimer();
        timer.Add(Stock, StockChain.Create(Size, path));
        timer.Add("ours, Google", Ours(path, VitPreprocessing.Google));
        timer.Add("ours, Google, scaled decoding", Ours(path, VitPreprocessing.Google, scaled));
        timer.Add("ours, Timm", Ours(path, VitPreprocessing.Timm));
        timer.Add("ours, Timm, scaled decoding", Ours(path, VitPreprocessing.Timm, scaled));
        timer.Add("ours, MlNet", Ours(path, VitPreprocessing.MlNet));
        return timer.Run(rounds);
    }

    private static Action Ours(string path, VitPreprocessing preprocessing, VitImageOptions? options = null)
    {
        var preprocessor = new ImagePreprocessor(preprocessing, Size, Size, options);
        var pixels = new float[preprocessor.Length];
        return () => preprocessor.FromFile(path, pixels);
    }
}
