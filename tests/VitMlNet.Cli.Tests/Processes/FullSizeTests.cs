using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>R50+L/32 with its 329 million parameters, from the checkpoint to a prediction.</summary>
[TestClass]
[DoNotParallelize]
public sealed class FullSizeTests(TestContext context)
{
    private const int Resolution = 224;

    /// <summary>The float32 rounding of the original code reaches 1.6e-3 for this network, on the image 'corners'.</summary>
    private const double Tolerance = 2e-3;

    private const long MemoryLimit = 700_000_000;

    /// <summary>Wide, since other programs may share the machine; alone, two cores take a tenth of it.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);

    [TestMethod]
    [TestCategory("Long")]
    public void TheLargestHybridIsConvertedInLittleMemoryAndScoresAsTheOriginal()
    {
        using var folder = new TemporaryFolder();
        RequireRoom(folder, 4_000_000_000);
        string checkpoint = folder.File("R50_L_32.npz");
        string model = folder.File("r50l32.onnx");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get("R50_L_32"), seed: 1);

        Convert(checkpoint, model);
        File.Delete(checkpoint);
        Assert.IsTrue(File.Exists(model + ".data"));

        AssertScoresAsTheOriginal(model);

        string photo = folder.File("photo.jpg");
        File.WriteAllBytes(photo, TestPhotos.Encode(SKEncodedImageFormat.Jpeg, 1, 500, 375));
        ToolResult result = ToolProcess.Run("classify", photo, "--model", model, "--format", "json").Expect(0);
        JsonElement predictions = JsonDocument.Parse(result.OutLines.Single()).RootElement.GetProperty("predictions");
        Assert.AreEqual(5, predictions.GetArrayLength());
    }

    private static void RequireRoom(TemporaryFolder folder, long bytes)
    {
        long free = new DriveInfo(folder.Path).AvailableFreeSpace;
        if (free < bytes)
            Assert.Inconclusive($"needs {bytes / 1_000_000} MB of disk space for temporary files, and {free / 1_000_000} MB are free in {folder.Path}");
    }

    private void Convert(string checkpoint, string model)
    {
        var watch = Stopwatch.StartNew();
        using Process process = ToolProcess.Start([], ["convert", checkpoint, "--output", model]);
        long peak = 0;
        while (!process.WaitForExit(20))
            peak = Math.Max(peak, PeakResidentSize(process));
        ToolProcess.Finish(process).Expect(0);
        string measured = string.Create(
            CultureInfo.InvariantCulture, $"converted in {watch.Elapsed.TotalSeconds:0.0} s, at most {peak / 1e6:0} MB resident");
        context.WriteLine(measured);
        Assert.IsGreaterThan(0, peak, "the peak of the resident size was read");
        Assert.IsLessThan(MemoryLimit, peak, measured);
        Assert.IsLessThan(TimeLimit, watch.Elapsed, measured);
    }

    /// <summary>The most bytes that the process has had in memory so far; 0 when it has ended.</summary>
    private static long PeakResidentSize(Process process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                process.Refresh();
                // macOS keeps no peak: there it is the largest of the sizes seen.
                return Math.Max(process.PeakWorkingSet64, process.WorkingSet64);
            }

            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    private void AssertScoresAsTheOriginal(string model)
    {
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Path.Combine(RepositoryPaths.Goldens, "official", "R50_L_32.golden.npz"));
        using var session = new InferenceSession(model);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(TestImages.Make(Resolution), [TestImages.Count, Resolution, Resolution, 3]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["image"], [input], ["logits", "features"]);
        AssertClose("logits", outputs[0].GetTensorDataAsSpan<float>(), golden["logits"].Doubles);
        AssertClose("features", outputs[1].GetTensorDataAsSpan<float>(), golden["pre_logits"].Doubles);
    }

    private void AssertClose(string output, ReadOnlySpan<float> actual, double[] expected)
    {
        Assert.AreEqual(expected.Length, actual.Length, output);
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
            largest = Math.Max(largest, Math.Abs(actual[i] - expected[i])); // NaN stays
        string measured = string.Create(CultureInfo.InvariantCulture, $"{output}: largest deviation {largest:e2}, allowed {Tolerance:e1}");
        context.WriteLine(measured);
        Assert.IsTrue(largest <= Tolerance, measured);
    }
}
