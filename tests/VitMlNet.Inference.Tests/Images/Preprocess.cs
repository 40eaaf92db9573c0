
namespace VitMlNet.Inference.Tests;

/// <summary>Short forms of what the tests of this folder do all the time.</summary>
internal static class Preprocess
{
    public static float[] File(byte[] file, VitPreprocessing? preprocessing = null, int height = 16, int width = 16, VitImageOptions? options = null)
    {
        var preprocessor = new ImagePreprocessor(preprocessing ?? VitPreprocessing.Google, height, width, options);
        var pixels = new float[preprocessor.Length];
        preprocessor.FromBytes(file, "a test picture", pixels);
        return pixels;
    }

    /// <summary>A file's pixels at its own size, which no resize has touched, as 8-bit values.</summary>
    public static byte[] Pixels(byte[] file, int height, int width, VitImageOptions? options = null) =>
        [.. File(file, VitPreprocessing.Google, height, width, options).Select(value => checked((byte)MathF.Round((value * 127.5f) + 127.5f)))];

    public static int Difference(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Assert.AreEqual(first.Length, second.Length);
        int most = 0;
        for (int i = 0; i < first.Length; i++)
            most = Math.Max(most, Math.Abs(first[i] - second[i]));
        return most;
    }
}
