using System.Buffers.Binary;

namespace VitMlNet.Inference.Tests;

/// <summary>What decoding takes is known before, limited, and no more than that.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DecodingMemoryTests
{
    private const int Side = 2000;
    private const long Slack = 24L << 20;

    public static IEnumerable<object[]> Kinds => [["PNG"], ["16-bit PNG"], ["interlaced PNG"], ["interlaced 16-bit PNG"], ["progressive JPEG"], ["baseline JPEG"], ["lossless WebP"], ["lossy WebP"], ["GIF"], ["interlaced GIF"], ["BMP"]];

    [TestMethod]
    [TestCategory("Long")]
    [DynamicData(nameof(Kinds))]
    public void DecodingTakesNoMoreThanIsEstimated(string kind)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/proc/self/clear_refs"))
            Assert.Inconclusive("needs the peak of the resident memory, as Linux has it under /proc");
        byte[] file = Write(kind, Side);
        ImageFormat format = ImageFormats.Identify(file);
        long estimate = DecodingMemory.Estimate(format, file, Side, Side);
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Google, 16, 16, new VitImageOptions { MaxDecodingBytes = estimate });
        var pixels = new float[preprocessor.Length];
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        long before = Status("VmRSS");
        File.WriteAllText("/proc/self/clear_refs", "5");
        try
        {
            preprocessor.FromBytes(file, kind, pixels);
        }
        catch (VitImageException e) when (kind == "progressive JPEG" && e.Reason == VitImageErrorReason.Damaged)
        {
            // A small file that says it is large: the memory is taken before its data ends.
        }

        long peak = Status("VmHWM") - before;
        Console.WriteLine($"{kind}: {peak >> 20} MB of {estimate >> 20}");
        Assert.IsLessThan(estimate + Slack, peak, kind);
    }

    [TestMethod]
    [DataRow("interlaced 16-bit PNG", 12)]
    [DataRow("interlaced PNG", 8)]
    [DataRow("progressive JPEG", 3)]
    public void AFileThatTakesMoreThanTheLimitIsRefusedBefore(string kind, int bytesPerPixel)
    {
        const int Large = 9999;
        byte[] file = Claim(Write(kind, 64), kind, Large);
        long before = Environment.WorkingSet;
        long needed = (long)bytesPerPixel * Large * Large;
        foreach (string preset in (string[])["google", "timm", "mlnet"])
        {
            var options = new VitImageOptions { MaxDecodingBytes = Math.Min(needed - 1, new VitImageOptions().DecodingLimit) };
            VitImageException e = Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(file, VitPreprocessing.Parse(preset), options: options));
            Assert.AreEqual(VitImageErrorReason.TooManyPixels, e.Reason, e.Message);
            StringAssert.Contains(e.Message, nameof(VitImageOptions.MaxDecodingBytes));
        }

        Assert.IsLessThan(100L << 20, Environment.WorkingSet - before);
    }

    [TestMethod]
    public void TheDefaultLimitGrowsWithMaxPixels()
    {
        Assert.AreEqual(425_000_000, new VitImageOptions().DecodingLimit);
        Assert.AreEqual(64L << 20, new VitImageOptions { MaxPixels = 1 }.DecodingLimit);
        Assert.AreEqual(4_250_000_000, new VitImageOptions { MaxPixels = 1_000_000_000 }.DecodingLimit);
        Assert.AreEqual(7, new VitImageOptions { MaxDecodingBytes = 7 }.DecodingLimit);
        Assert.IsGreaterThan(0, new VitImageOptions { MaxPixels = long.MaxValue }.DecodingLimit);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitImageOptions { MaxDecodingBytes = 0 });
    }

    private static byte[] Write(string kind, int side) => kind switch
    {
        "PNG" => Png(side, 8, false),
        "16-bit PNG" => Png(side, 16, false),
        "interlaced PNG" => Png(side, 8, true),
        "interlaced 16-bit PNG" => Png(side, 16, true),
        "progressive JPEG" => Claim(SampleFiles.Data("progressive.jpg"), kind, side),
        "baseline JPEG" => SkiaFiles.Jpeg(TestPicture.Smooth(side, side)),
        "lossless WebP" => SkiaFiles.WebP(TestPicture.Smooth(side, side), 100),
        "lossy WebP" => SkiaFiles.WebP(TestPicture.Smooth(side, side), 80),
        "GIF" => GifFile.Write(side, side, new byte[768], [(y, x) => (y + x) & 255]),
        "interlaced GIF" => GifFile.Write(side, side, new byte[768], [(y, x) => (y + x) & 255], interlaced: true),
        _ => BmpFile.Write(TestPicture.Smooth(side, side)),
    };

    private static byte[] Png(int side, int depth, bool interlaced) =>
        new PngFile(side, side, depth, PngColor.Rgba) { Interlaced = interlaced }.Write((y, x, channel) => (y + x + channel) & 255);

    private static byte[] Claim(byte[] file, string kind, int side)
    {
        byte[] changed = [.. file];
        if (kind.EndsWith("JPEG", StringComparison.Ordinal))
        {
            int frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC2]);
            BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(frame + 5), (ushort)side);
            BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(frame + 7), (ushort)side);
            return changed;
        }

        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(16), side);
        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(20), side);
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(changed.AsSpan(12, 17)));
        return changed;
    }

    private static long Status(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }
}
