
namespace VitMlNet.Inference.Tests;

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
        CollectionAssert.AreEquivalent(
            Cases.Select(row => (string)row[0]).ToArray(), Open().Keys.Select(name => name.Split('/')[0]).Distinct().ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void GoogleIsExact(string name) => AssertEqualBits(name + "/vit_eval", VitPreprocessing.Google, name);

    // Wanted is one 8-bit level; PIL's own arithmetic gives every bit.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TimmIsExact(string name) => AssertEqualBits(name + "/timm_eval", VitPreprocessing.Timm, name);

    private static OrderedDictionary<string, NpzArray> Open() => Npz.Read(Path.Combine(RepositoryPaths.Goldens, "preprocess", "preprocess.npz"));

    private static void AssertEqualBits(string key, VitPreprocessing preprocessing, string name)
    {
        OrderedDictionary<string, NpzArray> goldens = Open();
        NpzArray stored = goldens[name + "/image"], wanted = goldens[key];
        float[] expected = wanted.Floats;
        var picture = new TestPicture(stored.Shape[0], stored.Shape[1], stored.Bytes);
        var preprocessor = new ImagePreprocessor(preprocessing, wanted.Shape[0], wanted.Shape[1]);
        var pixels = new float[preprocessor.Length];

        VitImage image = VitImage.FromPixels(picture.Width, picture.Height, picture.ToRgba());
        preprocessor.FromPicture(image.GetRows(), pixels);
        CollectionAssert.AreEqual(expected, pixels);

        Array.Clear(pixels);
        preprocessor.FromBytes(SkiaFiles.Png(picture), name, pixels);
        CollectionAssert.AreEqual(expected, pixels);
    }
}
