using System.Buffers.Binary;

namespace VitMlNet.Inference.Tests;

/// <summary>Files that claim more pixels than are allowed cost no memory, and good files leave no garbage behind.</summary>
[TestClass]
public sealed class LimitTests
{
    private const int Side = 16_000;

    // Each is a small file whose header claims 256 megapixels.
    public static IEnumerable<object[]> Bombs
    {
        get
        {
            TestPicture picture = TestPicture.Smooth(8, 8);
            yield return ["PNG", new PngFile(Side, Side, 1, PngColor.Grey).Write((_, _, _) => 0)];
            yield return ["JPEG", ClaimInJpeg(SkiaFiles.Jpeg(picture))];
            yield return ["progressive JPEG", ClaimInJpeg(SampleFiles.Data("progressive.jpg"))];
            byte[] gif = GifFile.Write(8, 8, new byte[768], [(_, _) => 0]);
            foreach (int at in (int[])[6, 8])
                BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(at), Side);
            yield return ["GIF", gif];
            byte[] webP = SkiaFiles.WebP(picture, 80);
            foreach (int at in (int[])[26, 28])
                BinaryPrimitives.WriteUInt16LittleEndian(webP.AsSpan(at), Side);
            yield return ["WebP", webP];
            byte[] bmp = BmpFile.WritePalette(8, 8, new byte[768], (_, _) => 0, runLengths: true);
            foreach (int at in (int[])[18, 22])
                BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(at), Side);
            yield return ["BMP", bmp];
        }
    }

    [TestMethod]
    [DoNotParallelize]
    [DynamicData(nameof(Bombs))]
    public void ABombCostsNoMemory(string kind, byte[] file)
    {
        foreach (string preset in (string[])["google", "timm", "mlnet"])
        {
            long before = Environment.WorkingSet;
            string message = Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(file, VitPreprocessing.Parse(preset))).Message;
            StringAssert.Contains(message, $"{Side} x {Side}", kind);
            StringAssert.Contains(message, "MaxPixels", kind);
            // The pixels would take 1000 MB.
            Assert.IsLessThan(100L << 20, Environment.WorkingSet - before, kind);
        }
    }

    [TestMethod]
    public void TheLimitIsInclusive()
    {
        byte[] file = PngFile.Write(TestPicture.Smooth(10, 20));
        Assert.IsNotEmpty(Preprocess.File(file, options: new VitImageOptions { MaxPixels = 200 }));
        Assert.ThrowsExactly<VitImageException>(() => Preprocess.File(file, options: new VitImageOptions { MaxPixels = 199 }));
    }

    [TestMethod]
    [DataRow("google")]
    [DataRow("timm")]
    public void BuffersAreUsedAgain(string preset)
    {
        TestPicture picture = TestPicture.Noise(600, 800, 2);
        var preprocessor = new ImagePreprocessor(VitPreprocessing.Parse(preset), 64, 64);
        var pixels = new float[preprocessor.Length];
        foreach (byte[] file in new[] { SkiaFiles.Jpeg(picture), PngFile.Write(picture) })
        {
            for (int i = 0; i < 3; i++)
                preprocessor.FromBytes(file, "a picture", pixels);
            // The least of some: a garbage collection may empty the pool at any time.
            long least = long.MaxValue;
            for (int i = 0; i < 10; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                preprocessor.FromBytes(file, "a picture", pixels);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            // The decoded picture has 1.9 MB; what is left is a handful of small objects.
            Assert.IsLessThan(4096, least);
        }
    }

    [TestMethod]
    public void ScaledDecodingKeepsThePictureAndNeverGoesBelowTheModelsSize()
    {
        TestPicture picture = TestPicture.Smooth(320, 480);
        var scaled = new VitImageOptions { AllowScaledDecoding = true };
        foreach (int orientation in (int[])[1, 6])
        {
            byte[] file = ExifOrientation.AddToJpeg(SkiaFiles.Jpeg(ExifOrientation.Store(picture, orientation)), orientation);
            foreach (string preset in (string[])["google", "timm"])
            {
                foreach (int size in (int[])[20, 40, 41, 100, 161, 300])
                {
                    float[] full = Preprocess.File(file, VitPreprocessing.Parse(preset), size, size);
                    float[] small = Preprocess.File(file, VitPreprocessing.Parse(preset), size, size, scaled);
                    Assert.IsLessThan(0.08, full.Zip(small, (a, b) => Math.Abs(a - b)).Max(), $"{preset} {size}");
                    if (preset == "google")
                        Assert.AreEqual(size <= 160, !full.SequenceEqual(small), $"{size}: scaled from half the size on, else exact");
                }
            }
        }
    }

    [TestMethod]
    public void OnePreprocessorServesManyThreads()
    {
        foreach (string preset in (string[])["google", "timm", "mlnet"])
        {
            var preprocessor = new ImagePreprocessor(VitPreprocessing.Parse(preset), 32, 32);
            float[][] expected = [.. SampleFiles.All.Select(sample => Preprocess.File(sample.File, VitPreprocessing.Parse(preset), 32, 32))];
            Parallel.For(0, 20 * expected.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            {
                var pixels = new float[preprocessor.Length];
                preprocessor.FromBytes(SampleFiles.All[i % expected.Length].File, "a picture", pixels);
                CollectionAssert.AreEqual(expected[i % expected.Length], pixels);
            });
        }
    }

    private static byte[] ClaimInJpeg(byte[] jpeg)
    {
        byte[] file = [.. jpeg];
        int frame = 0;
        while (file[frame] != 0xFF || file[frame + 1] is not (0xC0 or 0xC2))
            frame++;
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), Side);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), Side);
        return file;
    }
}
