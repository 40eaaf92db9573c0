namespace VitMlNet.Inference.Tests;

/// <summary>The fast kernels against the readable ones, over sizes of all kinds.</summary>
[TestClass]
public sealed class KernelTests
{
    private const int Rounds = 150;

    [TestMethod]
    public void GoogleIsEqualToTheReferenceInEveryBit() => Compare(VitPreprocessing.Google, 1, 0);

    [TestMethod]
    public void BilinearCropIsEqualToTheReferenceInEveryBit() =>
        Compare(VitPreprocessing.Google with { ResizeMode = VitResizeMode.CropCenter, CropFraction = 0.875 }, 2, 0);

    // The reference expands the kernel's polynomial differently, and sums weights of up to 1.125 in another way: some float32 steps.
    [TestMethod]
    public void BicubicIsEqualToTheReference() => Compare(VitPreprocessing.Google with { Interpolation = VitInterpolation.Bicubic }, 3, 2e-5f);

    [TestMethod]
    public void TimmIsEqualToTheReferenceInEveryBit() => Compare(VitPreprocessing.Timm, 4, 0);

    [TestMethod]
    public void AntialiasedBilinearSquashIsEqualToTheReferenceInEveryBit() => Compare(VitPreprocessing.Google with { Antialias = true }, 5, 0);

    [TestMethod]
    public void MeanAndDeviationAreThoseOfEachChannel()
    {
        var settings = new VitPreprocessing { Mean = new(0.485f, 0.456f, 0.406f), StandardDeviation = new(0.229f, 0.224f, 0.225f) };
        Compare(settings, 6, 0);
        Compare(settings with { Antialias = true }, 7, 0);
    }

    private static void Compare(VitPreprocessing preprocessing, int seed, float tolerance)
    {
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            TestPicture picture = TestPicture.Noise(Size(random, round), Size(random, round + 1), random.Next());
            int height = 1 + random.Next(40), width = 1 + random.Next(40);
            float[] expected = ReferenceKernels.Run(picture, preprocessing, height, width);
            var preprocessor = new ImagePreprocessor(preprocessing, height, width);
            var pixels = new float[preprocessor.Length];
            VitImage image = VitImage.FromPixels(picture.Width, picture.Height, picture.ToRgba());
            preprocessor.FromPicture(image.GetRows(), pixels);
            for (int i = 0; i < pixels.Length; i++)
            {
                if (!(Math.Abs(expected[i] - pixels[i]) <= tolerance))
                    Assert.Fail($"{picture.Height} x {picture.Width} to {height} x {width}: value {i} is {pixels[i]}, not {expected[i]}.");
            }
        }
    }

    // One pixel, thin strips, sizes below the model's and far above it.
    private static int Size(Random random, int round) => (round % 5) switch
    {
        0 => 1,
        1 => 2 + random.Next(4),
        2 => 1 + random.Next(300),
        _ => 1 + random.Next(90),
    };
}
