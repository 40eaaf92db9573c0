namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>Random product sums of tokens with what turns them into floats.</summary>
internal sealed record RowsCase(int Images, int Tokens, int Length, int[] Sums, float[] Scales, float[] ColumnScales, float[] Bias)
{
    public static RowsCase Any(Random random, int images, int tokens, int length) => new(
        images,
        tokens,
        length,
        [.. Enumerable.Range(0, images * tokens * length).Select(_ => random.Next(-30000, 30000))],
        SumsCase.Floats(random, images * tokens, 1e-3f, 1e-2f),
        SumsCase.Floats(random, length, 1e-3f, 1e-2f),
        SumsCase.Floats(random, length, -1, 1));

    public double[] Dequantize() => ReferenceKernels.Dequantize(Sums, Scales, ColumnScales, Bias);

    public KernelRun AddTo(KernelRun run) => run
        .Add(Sums, Images, Tokens, Length)
        .Add(Scales, Images, Tokens, 1)
        .Add(ColumnScales, Length)
        .Add(Bias, Length);
}
