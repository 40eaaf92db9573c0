using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
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
            var csv = new StringBuilder("picture,way,median_ms,p10_ms,p90_ms,times_as_fast_as_stock\n");
            var table = new StringBuilder(Heading(rounds));
            foreach ((int width, int height) in new[] { (4000, 3000), (500, 375) })
            {
                string path = Path.Combine(folder, $"{width}.jpg");
                File.WriteAllBytes(path, NaturalPicture.EncodeJpeg(width, height, 90, 1));
                string picture = FormattableString.Invariant($"{width}x{height} JPEG, {new FileInfo(path).Length / 1024} KiB");
                List<Timing> timings = Measure(path, width > 1000 ? rounds : rounds * 10);
                foreach (Timing timing in timings)
                {
                    double ratio = timings[0].Median / timing.Median;
                    csv.AppendLine(FormattableString.Invariant(
                        $"\"{picture}\",\"{timing.Name}\",{timing.Median:F3},{timing.Tenth:F3},{timing.NinetiethPercentile:F3},{ratio:F2}"));
                    table.Append(FormattableString.Invariant($"| {picture} | {timing.Name} | {timing.Median:F2} | "));
                    table.AppendLine(FormattableString.Invariant($"{timing.Tenth:F2} to {timing.NinetiethPercentile:F2} | {ratio:F2} |"));
                }
            }

            string results = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.Benchmarks", "results");
            Directory.CreateDirectory(results);
            File.WriteAllText(Path.Combine(results, "preprocessing.csv"), csv.ToString());
            File.WriteAllText(Path.Combine(results, "preprocessing.md"), table.ToString());
            Console.Write(table);
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

    private static string Heading(int rounds) => string.Create(CultureInfo.InvariantCulture, $"""
        # From a JPEG file to {Size} x {Size} pixels, one thread

        `dotnet run -c Release --project tests/VitMlNet.Benchmarks -- preprocessing`

        {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors,
            {RuntimeInformation.FrameworkDescription}.
        Medians of {rounds} rounds (the small picture: {rounds * 10}) in which all ways take turns. The pictures are made from a seed.

        | picture | way | median, ms | 10 % to 90 %, ms | times as fast as stock |
        |---|---|---|---|---|

        """);
}
