using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;

namespace VitMlNet.Inference.Tests;

/// <summary>Damaged files of every kind give a picture or an error, and nothing else.</summary>
[TestClass]
public sealed class ImageFuzzTests
{
    private const int Warmup = 1_000;

    // A longer or another run, by hand: VITMLNET_FUZZ_FILES and VITMLNET_FUZZ_SEED.
    private static readonly int s_files = Setting("VITMLNET_FUZZ_FILES", 20_000);
    private static readonly int s_seed = Setting("VITMLNET_FUZZ_SEED", 20_000);

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
        var random = new Random(s_seed);
        var pictures = new int[SampleFiles.All.Count];
        var errors = new int[SampleFiles.All.Count];
        long residentAfterWarmup = 0;
        for (int i = 0; i < s_files; i++)
        {
            byte[] file = Mutate(SampleFiles.All[i % SampleFiles.All.Count].File, random);
            ImagePreprocessor preprocessor = preprocessors[i / SampleFiles.All.Count % preprocessors.Length];
            var pixels = new float[preprocessor.Length];
            pixels.AsSpan().Fill(float.NaN);
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

            if (i + 1 == Warmup)
                residentAfterWarmup = Resident();
        }

        foreach (IGrouping<string, int> format in Enumerable.Range(0, pictures.Length).GroupBy(i => Path.GetExtension(SampleFiles.All[i].Name)))
        {
            Assert.IsGreaterThan(0, format.Sum(i => pictures[i]), $"pictures from mutated {format.Key} files");
            Assert.IsGreaterThan(0, format.Sum(i => errors[i]), $"errors from mutated {format.Key} files");
        }

        Assert.IsLessThanOrEqualTo(50L << 20, Resident() - residentAfterWarmup);
    }

    private static int Setting(string name, int value) => int.TryParse(Environment.GetEnvironmentVariable(name), out int given) ? given : value;

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] file = [.. original];
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes && file.Length > 1; i++)
            file = MutateOnce(file, random);
        // A wrong checksum ends most PNG files at once: half of them get right ones.
        if (file.Length > 8 && file[1] == 'P' && random.Next(2) == 0)
            RepairChecksums(file);
        return file;
    }

    private static byte[] MutateOnce(byte[] file, Random random)
    {
        // Headers are where the decoders take decisions, so that they get more than their share.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(file.Length, 64) : file.Length);
        int length = Math.Min(1 + random.Next(16), file.Length - at);
        switch (random.Next(9))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                file[at] = random.Next(4) switch { 0 => 0, 1 => 255, 2 => 127, _ => 128 };
                return file;
            case 3:
                random.NextBytes(file.AsSpan(at, length));
                return file;
            case 4:
                return file[..Math.Max(at, 1)];
            case 5:
                return [.. file[..at], .. file[(at + length)..]];
            case 6:
                return [.. file[..at], .. file.AsSpan(at, length), .. file[at..]];
            case 7:
                file.AsSpan(random.Next(file.Length - length + 1), length).CopyTo(file.AsSpan(at));
                return file;
            default:
                if (at + 2 <= file.Length)
                    BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)random.Next(1 << 16));
                return file;
        }
    }

    private static void RepairChecksums(byte[] png)
    {
        for (long at = 8; at + 12 <= png.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan((int)at));
            if (at + 12 + length > png.Length)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan((int)(at + 8 + length)), Crc32.HashToUInt32(png.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }
}
