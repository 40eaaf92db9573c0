using VitMlNet.Kernels;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>The encoder's kernels against their definitions, for random shapes and every width of vector.</summary>
[TestClass]
public sealed class TokenKernelTests
{
    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Layer_norm(int bits) => GroupNormKernelTests.ForEach(bits, (random, name) =>
    {
        (int images, int tokens, int length) = (random.Next(1, 10), Tokens(random, 300), random.Next(1, 130));
        float[] x = SumsCase.Floats(random, images * tokens * length, -3, 5);
        float[] gamma = SumsCase.Floats(random, length, -1, 2);
        float[] beta = SumsCase.Floats(random, length, -1, 1);
        using KernelRun run = new KernelRun().Add(x, images, tokens, length).Add(gamma, length).Add(beta, length).Add(Matrix(length), Size(length), Size(length)).Compute(new LayerNormQuantize(), bits);
        AssertTokens(ReferenceKernels.LayerNorm(Array.ConvertAll(x, value => (double)value), length, gamma, beta), length, run, $"{name}[{images}, {tokens}, {length}]");
    });

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Quantize(int bits) => GroupNormKernelTests.ForEach(bits, (random, name) =>
    {
        (int images, int tokens, int length) = (random.Next(1, 10), Tokens(random, 300), random.Next(1, 130));
        float[] x = SumsCase.Floats(random, images * tokens * length, -3, 2);
        Array.Clear(x, 0, length);
        using KernelRun run = new KernelRun().Add(x, images, tokens, length).Add(Matrix(length), Size(length), Size(length)).Compute(new QuantizeTokens(), bits);
        AssertTokens(Array.ConvertAll(x, value => (double)value), length, run, $"{name}[{images}, {tokens}, {length}]");
    });

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Bias_gelu_and_residual(int bits) => GroupNormKernelTests.ForEach(bits, (random, name) =>
    {
        var rows = RowsCase.Any(random, random.Next(1, 10), Tokens(random, 300), random.Next(1, 130));
        float[] residual = SumsCase.Floats(random, rows.Sums.Length, -2, 2);
        name += $"[{rows.Images}, {rows.Tokens}, {rows.Length}]";
        double[] floats = rows.Dequantize();
        using KernelRun biased = rows.AddTo(new KernelRun()).Compute(new DequantizeBias(residual: false), bits);
        Closeness.AssertFloats(floats, biased.Read<float>(0), name);
        using KernelRun added = rows.AddTo(new KernelRun()).Add(residual, rows.Images, rows.Tokens, rows.Length).Compute(new DequantizeBias(residual: true), bits);
        Closeness.AssertFloats([.. floats.Zip(residual, (a, b) => a + b)], added.Read<float>(0), name);
        using KernelRun activated = rows.AddTo(new KernelRun()).Add(Matrix(rows.Length), Size(rows.Length), Size(rows.Length)).Compute(new DequantizeGeluQuantize(), bits);
        AssertTokens(Array.ConvertAll(floats, ReferenceKernels.Gelu), rows.Length, activated, name);
    });

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    [DataRow(0)]
    public void Attention(int bits) => GroupNormKernelTests.ForEach(bits, (random, name) =>
    {
        (int images, int tokens, int heads, int size) = (random.Next(1, 10), Tokens(random, 80), random.Next(1, 5), random.Next(1, 70));
        AssertAttention(random, bits, images, tokens, heads, size, random.Next(2) == 0 ? 1 : int.MaxValue, name);
    });

    [TestMethod]
    [DataRow(512, 1025, 64)]
    [DataRow(256, 577, 64)]
    [DataRow(128, 785, 24)]
    [DataRow(0, 197, 64)]
    public void Attention_over_many_tokens(int bits, int tokens, int size) =>
        AssertAttention(new Random(tokens), bits, 1, tokens, 2, size, 9, $"{tokens} tokens");

    private static void AssertAttention(Random random, int bits, int images, int tokens, int heads, int size, int queries, string name)
    {
        int hidden = heads * size;
        var rows = RowsCase.Any(random, images, tokens, 3 * hidden);
        int asked = Math.Min(tokens, queries);
        using KernelRun run = rows.AddTo(new KernelRun()).Add(Matrix(hidden), Size(hidden), Size(hidden)).Compute(new AttentionQuantize([heads], [queries]), bits);
        double[] expected = ReferenceKernels.Attention(rows.Dequantize(), images, tokens, hidden, heads, asked);
        AssertTokens(expected, hidden, run, $"{name}[{images}, {tokens}, {heads} x {size}], {asked} queries");
    }

    private static void AssertTokens(double[] expected, int length, KernelRun run, string name) =>
        Closeness.AssertQuantized(ReferenceKernels.Rotate(expected, length, Size(length)), length, 127, 128, run.Read<byte>(0), run.Read<float>(1), name);

    private static int Size(int length) => ReferenceKernels.RotationSize(length);

    /// <summary>The kernels read its size alone.</summary>
    private static float[] Matrix(int length) => new float[Size(length) * Size(length)];

    /// <summary>Few tokens are as likely as many.</summary>
    private static int Tokens(Random random, int most) => (int)Math.Exp(random.NextDouble() * Math.Log(most + 1));
}
