namespace VitMlNet.Inference.Tests;

/// <summary>Damaged files of every kind give a picture or an error, and nothing else.</summary>
[TestClass]
public sealed class ImageFuzzTests
{
    // Where the picture is decoded it has at most a million pixels; no kind of file takes over 12 bytes of each.
    private const long MostAllocated = 64 << 20;

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
        (string Name, byte[] File)[] samples = [.. SampleFiles.All, .. Oriented()];
        var pictures = new int[samples.Length];
        var errors = new int[samples.Length];
        new FuzzRun(5_000, MostAllocated).Run(
            (i, random) => Mutations.Of(samples[i % samples.Length].File, random),
            (i, file) =>
            {
                ImagePreprocessor preprocessor = preprocessors[i / samples.Length % preprocessors.Length];
                var pixels = new float[preprocessor.Length];
                pixels.AsSpan().Fill(float.NaN);
                errors[i % errors.Length]++;
                preprocessor.FromBytes(file, "a mutated file", pixels);
                errors[i % errors.Length]--;
                pictures[i % pictures.Length]++;
                // PIL's cubic overshoots are cut off at 0 and 255, and the others stay between their neighbours.
                Assert.IsTrue(Array.TrueForAll(pixels, value => value is >= -1 and <= 1.0000001f), "a pixel is out of range");
            });

        foreach (IGrouping<string, int> format in Enumerable.Range(0, pictures.Length).GroupBy(i => Path.GetExtension(samples[i].Name)))
        {
            Assert.IsGreaterThan(0, format.Sum(i => pictures[i]), $"pictures from mutated {format.Key} files");
            Assert.IsGreaterThan(0, format.Sum(i => errors[i]), $"errors from mutated {format.Key} files");
        }
    }

    private static IEnumerable<(string, byte[])> Oriented() => OrientedFiles.Ways.Select(way =>
        ($"{way.Name}.{way.Name[..3].ToLowerInvariant()}", way.Write(TestPicture.Smooth(18, 24), 6)));
}
