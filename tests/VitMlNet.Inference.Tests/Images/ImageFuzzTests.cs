using System.Diagnostics;

namespace VitMlNet.Inference.Tests;

/// <summary>Damaged files of every kind give a picture or an error, and nothing else.</summary>
[TestClass]
public sealed class ImageFuzzTests
{
    private const int Warmup = 1_000;

    // In CI; a longer run by hand, see Mutations.
    private const int Files = 5_000;

    // Where the picture is decoded it has at most a million pixels; no kind of file takes over 12 bytes of each.
    private const long MemoryBound = 64L << 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    [TestMethod]
    [TestCategory("Long")]
    [DoNotParallelize]
    [Timeout(600_000, CooperativeCancellation = true)]
    public void MutatedFilesGiveAPictureOrAnError()
    {
        // A small limit keeps a header with a large size from costing the time of decoding it.
        var options = new VitImageOptions { MaxPixels = 1_000_000 };
        ImagePreprocessor[] preprocessors =
        [
            new(VitPreprocessing.Google, 16, 16, options),
            new(VitPreprocessing.Timm, 16, 16, options),
            new(VitPreprocessing.MlNet, 16, 16, options),
            new(VitPreprocessing.Google, 4, 4, new VitImageOptions { MaxPixels = options.MaxPixels, AllowScaledDecoding = true }),
        ];
        var random = new Random(Mutations.Seed);
        (string Name, byte[] File)[] samples = [.. SampleFiles.All, .. Oriented()];
        var pictures = new int[samples.Length];
        var errors = new int[samples.Length];
        long residentAfterWarmup = 0;
        for (int i = 0; i < Mutations.Count(Files); i++)
        {
            byte[] file = Mutations.Of(samples[i % samples.Length].File, random);
            ImagePreprocessor preprocessor = preprocessors[i / samples.Length % preprocessors.Length];
            var pixels = new float[preprocessor.Length];
            pixels.AsSpan().Fill(float.NaN);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            try
            {
                preprocessor.FromBytes(file, "a mutated file", pixels);
                // PIL's cubic overshoots are cut off at 0 and 255, and the others stay between their neighbours.
                Assert.IsTrue(Array.TrueForAll(pixels, value => value is >= -1 and <= 1.0000001f), $"file {i} gives a pixel out of range");
                pictures[i % pictures.Length]++;
            }
            catch (VitImageException)
            {
                errors[i % errors.Length]++;
            }

            // Of the processor, since the machine may be busy with other things.
            Assert.IsLessThan(s_longest, Environment.CpuUsage.TotalTime - before, $"file {i}, a mutated {samples[i % samples.Length].Name}");
            if (i + 1 == Warmup)
                residentAfterWarmup = Resident();
        }

        foreach (IGrouping<string, int> format in Enumerable.Range(0, pictures.Length).GroupBy(i => Path.GetExtension(samples[i].Name)))
        {
            Assert.IsGreaterThan(0, format.Sum(i => pictures[i]), $"pictures from mutated {format.Key} files");
            Assert.IsGreaterThan(0, format.Sum(i => errors[i]), $"errors from mutated {format.Key} files");
        }

        Assert.IsLessThanOrEqualTo(MemoryBound, Resident() - residentAfterWarmup);
    }

    private static IEnumerable<(string, byte[])> Oriented() => OrientedFiles.Ways.Select(way =>
        ($"{way.Name}.{way.Name[..3].ToLowerInvariant()}", way.Write(TestPicture.Smooth(18, 24), 6)));

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
