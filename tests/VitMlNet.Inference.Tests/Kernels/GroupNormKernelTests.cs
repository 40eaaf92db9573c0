using VitMlNet.Kernels;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>The ResNet's kernels against their definitions, for random shapes and every width of vector.</summary>
[TestClass]
public sealed class GroupNormKernelTests
{
    private const int Cases = 25;

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Relu_and_quantize(int bits) => ForEach(bits, (random, name) =>
    {
        SumsCase sums = SumsCase.Any(random);
        using KernelRun run = sums.AddTo(new KernelRun()).Compute(new GroupNormReluQuantize(), bits);
        double[] expected = ReferenceKernels.Relu(ReferenceKernels.GroupNorm(sums));
        Closeness.AssertQuantized(expected, sums.Pixels * sums.Channels, 255, 0, run.Read<byte>(0), run.Read<float>(1), name + sums.ToShape());
    });

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Patches(int bits) => ForEach(bits, (random, name) =>
    {
        SumsCase sums = SumsCase.Any(random);
        int stride = random.Next(1, 3);
        int before = random.Next(1, 3);
        int after = random.Next(1, 3);
        int rows = (sums.Height + before + after - 3) / stride + 1;
        int columns = (sums.Width + before + after - 3) / stride + 1;
        var kernel = new GroupNormReluQuantizePatches(new PatchGeometry([stride, stride], [0, before, before, 0, 0, after, after, 0]));
        using KernelRun run = sums.AddTo(new KernelRun()).Compute(kernel, bits);

        double[] whole = ReferenceKernels.Relu(ReferenceKernels.GroupNorm(sums));
        double[] expected = ReferenceKernels.Patches(
            whole, sums.Images, sums.Height, sums.Width, sums.Channels, stride, before, rows, columns);
        float[] scales = run.Read<float>(1);
        byte[] bytes = run.Read<byte>(0);
        Assert.HasCount(expected.Length, bytes);
        for (int i = 0; i < bytes.Length; i++)
            Assert.AreEqual(expected[i] / scales[i / (bytes.Length / sums.Images)], bytes[i], 0.51, $"{name}{sums.ToShape()} {i}");
    });

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void A_residual_of_floats(int bits) => ForEach(bits, (random, name) =>
    {
        SumsCase sums = SumsCase.Any(random);
        float[] residual = SumsCase.Floats(random, sums.Values.Length, -2, 2);
        using KernelRun run = sums.AddTo(new KernelRun()).Add(residual, sums.Shape).Compute(new GroupNormAddReluQuantize(normalizedResidual: false), bits);
        AssertSum(sums, [.. ReferenceKernels.GroupNorm(sums).Zip(residual, (a, b) => a + b)], run, name);
    });

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void A_residual_of_sums(int bits) => ForEach(bits, (random, name) =>
    {
        SumsCase sums = SumsCase.Any(random);
        SumsCase residual = sums.Fill(random);
        using KernelRun run = residual.AddTo(sums.AddTo(new KernelRun())).Compute(new GroupNormAddReluQuantize(normalizedResidual: true), bits);
        AssertSum(sums, [.. ReferenceKernels.GroupNorm(sums).Zip(ReferenceKernels.GroupNorm(residual), (a, b) => a + b)], run, name);
    });

    [TestMethod]
    public void Images_without_any_contrast_become_the_bias()
    {
        SumsCase sums = new SumsCase(2, 3, 3, 6, 2).Fill(new Random(1));
        Array.Clear(sums.Values);
        using KernelRun run = sums.AddTo(new KernelRun()).Compute(new GroupNormReluQuantize(), VitKernels.VectorBits);
        double[] expected = ReferenceKernels.Relu(ReferenceKernels.GroupNorm(sums));
        Closeness.AssertQuantized(expected, sums.Pixels * sums.Channels, 255, 0, run.Read<byte>(0), run.Read<float>(1), "no contrast");
    }

    private static void AssertSum(SumsCase sums, double[] sum, KernelRun run, string name)
    {
        double[] expected = ReferenceKernels.Relu(sum);
        Closeness.AssertFloats(expected, run.Read<float>(0), name + sums.ToShape());
        Closeness.AssertQuantized(expected, sums.Pixels * sums.Channels, 255, 0, run.Read<byte>(1), run.Read<float>(2), name + sums.ToShape());
    }

    internal static void ForEach(int bits, Action<Random, string> test)
    {
        for (int i = 0; i < Cases; i++)
            test(new Random(1000 * bits + i), $"case {i}, {bits} bits: ");
    }
}
