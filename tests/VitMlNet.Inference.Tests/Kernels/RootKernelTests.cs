using VitMlNet.Kernels;

namespace VitMlNet.Inference.Tests.Kernels;

[TestClass]
public sealed class RootKernelTests
{
    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Group_norm_relu_and_pool(int bits) => GroupNormKernelTests.ForEach(bits, (random, name) =>
    {
        int groups = random.Next(1, 33);
        (int images, int channels, int height, int width) = (random.Next(1, 10), groups * random.Next(1, 4), random.Next(2, 20), random.Next(2, 20));
        (int before, int after) = (random.Next(0, 2), 1);
        float[] x = SumsCase.Floats(random, images * channels * height * width, -3, 4);
        float[] gamma = SumsCase.Floats(random, channels, -1, 2);
        float[] beta = SumsCase.Floats(random, channels, -1, 1);
        using KernelRun run = new KernelRun()
            .Add(x, images, channels, height, width).Add(gamma, groups, channels / groups).Add(beta, groups, channels / groups)
            .Compute(new GroupNormReluMaxPoolQuantize(new PoolGeometry([before, before, after, after])), bits);

        // The same values in the order NHWC, with scales of one.
        double[] values = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int pixel = i % (height * width);
            int channel = i / (height * width) % channels;
            values[(i / (channels * height * width) * height * width + pixel) * channels + channel] = x[i];
        }

        double[] normalized = Normalize(values, images, height * width, channels, groups, gamma, beta);
        double[] expected = Pool(ReferenceKernels.Relu(normalized), images, height, width, channels, before, after);
        Closeness.AssertQuantized(
            expected, expected.Length / images, 255, 0, run.Read<byte>(0), run.Read<float>(1), $"{name}[{images}, {channels}, {height}, {width}]");
    });

    private static double[] Normalize(double[] x, int images, int pixels, int channels, int groups, float[] gamma, float[] beta)
    {
        var y = new double[x.Length];
        int size = channels / groups;
        foreach ((int image, int group) in ReferenceKernels.Pairs(images, groups))
        {
            int[] members = [.. ReferenceKernels.Pairs(pixels, size).Select(at => (image * pixels + at.Item1) * channels + group * size + at.Item2)];
            double mean = members.Average(i => x[i]);
            double deviation = Math.Sqrt(members.Average(i => Math.Pow(x[i] - mean, 2)) + 1e-6);
            foreach (int i in members)
                y[i] = (x[i] - mean) / deviation * gamma[i % channels] + beta[i % channels];
        }

        return y;
    }

    private static double[] Pool(double[] x, int images, int height, int width, int channels, int before, int after)
    {
        int rows = (height + before + after - 3) / 2 + 1;
        int columns = (width + before + after - 3) / 2 + 1;
        var pooled = new double[images * rows * columns * channels];
        for (int i = 0; i < pooled.Length; i++)
        {
            (int pixel, int channel) = Math.DivRem(i, channels);
            (int image, int place) = Math.DivRem(pixel, rows * columns);
            foreach ((int ky, int kx) in ReferenceKernels.Pairs(3, 3))
            {
                int y = place / columns * 2 + ky - before;
                int z = place % columns * 2 + kx - before;
                if (y >= 0 && y < height && z >= 0 && z < width)
                    pooled[i] = Math.Max(pooled[i], x[((image * height + y) * width + z) * channels + channel]);
            }
        }

        return pooled;
    }
}
