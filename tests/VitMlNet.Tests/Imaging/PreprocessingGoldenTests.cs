using Microsoft.ML.Data;
using VitMlNet.Imaging;

namespace VitMlNet.Tests.Imaging;

/// <summary>The presets against arrays that TensorFlow's arithmetic in numpy, and PIL, have made.</summary>
[TestClass]
public sealed class PreprocessingGoldenTests
{
    public static IEnumerable<object[]> Cases =>
    [
        ["48x64_20"], ["31x17_24"], ["100x75_28"], ["24x24_24"], ["90x33_24"], ["375x500_224"], ["5x7_18"], ["64x64_32"],
    ];

    [TestMethod]
    public void EveryGoldenIsTested()
    {
        using GoldenNpz goldens = Open();
        CollectionAssert.AreEquivalent(
            Cases.Select(row => (string)row[0]).ToArray(), goldens.Names.Select(name => name.Split('/')[0]).Distinct().ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GoogleIsExact(string name) => AssertEqualBits(name + "/vit_eval", VitPreprocessing.Google, name);

    // Wanted is one 8-bit level; PIL's own arithmetic gives every bit.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TimmIsExact(string name) => AssertEqualBits(name + "/timm_eval", VitPreprocessing.Timm, name);

    private static GoldenNpz Open() => new(Path.Combine(RepositoryPaths.Goldens, "preprocess", "preprocess.npz"));

    private static void AssertEqualBits(string key, VitPreprocessing preprocessing, string name)
    {
        using GoldenNpz goldens = Open();
        (int[] shape, byte[] rgb) = goldens.Read<byte>(name + "/image");
        (int[] size, float[] expected) = goldens.Read<float>(key);
        var picture = new TestPicture(shape[0], shape[1], rgb);
        var preprocessor = new ImagePreprocessor(preprocessing, size[0], size[1]);
        var pixels = new float[preprocessor.Length];

        using MLImage image = MLImage.CreateFromPixels(picture.Width, picture.Height, MLPixelFormat.Rgba32, picture.ToRgba());
        preprocessor.FromImage(image, pixels);
        CollectionAssert.AreEqual(expected, pixels);

        Array.Clear(pixels);
        preprocessor.FromBytes(SkiaFiles.Png(picture), name, pixels);
        CollectionAssert.AreEqual(expected, pixels);
    }
}
