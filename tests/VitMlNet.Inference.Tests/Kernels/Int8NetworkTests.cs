using Microsoft.ML.OnnxRuntime;
using VitMlNet.Conversion;
using VitMlNet.Kernels;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>Whole int8 networks, with the kernels and with the standard operators alone.</summary>
[TestClass]
public sealed class Int8NetworkTests
{
    [TestMethod]
    [DataRow("tiny_vit", 64)]
    [DataRow("tiny_vit_rep", 64)]
    [DataRow("tiny_rstem", 64)]
    [DataRow("tiny_r3", 72)]
    [DataRow("tiny_r3", 96)]
    [DataRow("tiny_r4", 90)]
    public void An_image_scores_the_same_in_every_batch(string name, int resolution)
    {
        using var folder = new TemporaryFolder();
        using InferenceSession session = Open(Convert(folder, name, resolution, VitPrecision.Int8), withKernels: true);
        int pixels = resolution * resolution * 3;
        float[] images = [.. TestImages.Make(resolution), .. TestImages.Make(resolution).AsSpan(0, 2 * pixels)];
        float[] batch = Run(session, images, resolution);
        int classes = batch.Length / 8;
        for (int i = 0; i < 8; i++)
        {
            float[] alone = Run(session, images[(i * pixels)..((i + 1) * pixels)], resolution);
            CollectionAssert.AreEqual(batch[(i * classes)..((i + 1) * classes)], alone, $"image {i}");
        }
    }

    /// <summary>
    /// Most images score the same up to rounding. Where a value half-way between two bytes fell the other way, what comes behind it is
    /// quantized anew: the scores then differ as they do from those in floating point.
    /// </summary>
    [TestMethod]
    [DataRow("tiny_vit", 64)]
    [DataRow("tiny_vit_rep", 64)]
    [DataRow("tiny_rstem", 64)]
    [DataRow("tiny_r3", 72)]
    [DataRow("tiny_r4", 90)]
    public void Standard_operators_score_as_the_kernels_do(string name, int resolution)
    {
        using var folder = new TemporaryFolder();
        string path = Convert(folder, name, resolution, VitPrecision.Int8);
        using InferenceSession with = Open(path, withKernels: true);
        using InferenceSession without = Open(path, withKernels: false);
        using InferenceSession exact = Open(Convert(folder, name, resolution, VitPrecision.Fp32), withKernels: false);
        float[] images = TestImages.Make(resolution);
        float[] expected = Run(without, images, resolution);
        float[] actual = Run(with, images, resolution);
        double[] distances = Distances(expected, actual);
        double quantization = Distances(Run(exact, images, resolution), actual).Max();
        Console.WriteLine($"{name} at {resolution}: from the standard operators {distances.Max():E2}, from fp32 {quantization:E2}");
        Assert.IsGreaterThanOrEqualTo(TestImages.Count / 2, distances.Count(distance => distance < 1e-4));
        Assert.IsLessThanOrEqualTo(quantization, distances.Max());
    }

    /// <summary>The largest difference of each image.</summary>
    private static double[] Distances(float[] first, float[] second) =>
        [.. first.Zip(second, (a, b) => (double)Math.Abs(a - b)).Chunk(first.Length / TestImages.Count).Select(chunk => chunk.Max())];

    private static string Convert(TemporaryFolder folder, string name, int resolution, VitPrecision precision)
    {
        string checkpoint = folder.File(name + ".npz");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get(name));
        string path = folder.File($"{name}-{precision}.onnx");
        CheckpointConverter.Convert(checkpoint, path, new ConversionOptions { Resolution = resolution, Precision = precision });
        return path;
    }

    private static InferenceSession Open(string path, bool withKernels)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (withKernels)
            Assert.IsTrue(KernelLibrary.TryRegister(options));
        return new InferenceSession(path, options);
    }

    private static float[] Run(InferenceSession session, float[] images, int resolution)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(images, [images.Length / (resolution * resolution * 3), resolution, resolution, 3]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["image"], [input], ["logits"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
