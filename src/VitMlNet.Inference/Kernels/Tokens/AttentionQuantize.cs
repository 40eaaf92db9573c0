using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>
/// Self-attention from the product sums of queries, keys and values side by side [images, tokens, 3 x hidden], rotated, and quantized with a
/// scale for each token. The queries are expected to be divided by the square root of a head's size already.
/// </summary>
/// <param name="heads">How many heads share the hidden size.</param>
/// <param name="queries">How many tokens, from the first, are asked for.</param>
internal sealed unsafe class AttentionQuantize(long[] heads, long[] queries) : Kernel
{
    private readonly int _heads = heads is [>= 1 and <= ushort.MaxValue]
        ? (int)heads[0]
        : throw new ArgumentException($"one number of heads, of at least 1, is expected, and it is [{string.Join(", ", heads)}].");

    private readonly long _queries = queries is [>= 1]
        ? queries[0]
        : throw new ArgumentException($"one number of queries, of at least 1, is expected, and it is [{string.Join(", ", queries)}].");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        var input = new TokenRows(context, 0);
        if (input.Length % (3 * _heads) != 0)
            throw new ArgumentException($"queries, keys and values of {_heads} heads are expected, and there are {input.Length} columns.");
        int hidden = input.Length / 3;
        int rotation = TokenRotation.Size(context, 4, hidden);
        int asked = (int)Math.Min(_queries, input.Tokens);
        KernelTensor<byte> quantized = context.Output<byte>(0, input.Images, asked, hidden);
        KernelTensor<float> scales = context.Output<float>(1, input.Images, asked, 1);

        int rows = input.Images * asked;
        var shape = new HeadShape(input.Tokens, asked, hidden, hidden / _heads, TLanes.Count);
        using var scratch = new Scratch(Scratch.Size<float>((long)rows * hidden) + Scratch.Size<float>((long)input.Rows * shape.Stride));
        float* mixed = scratch.Take<float>((long)rows * hidden);
        float* projected = scratch.Take<float>((long)input.Rows * shape.Stride);
        context.ForEachPart(input.Rows, shape.Stride, (from, to) =>
        {
            for (int row = from; row < to; row++)
                input.Dequantize<TLanes>(row, projected + (long)row * shape.Stride);
        });
        context.ForEach(input.Images * _heads, index =>
        {
            (int image, int head) = Math.DivRem(index, _heads);
            using var memory = new Scratch(HeadAttention.ScratchSize(shape));
            new HeadAttention(shape, memory.Take<float>(HeadAttention.ScratchSize(shape) / sizeof(float)))
                .Compute<TLanes>(projected + (long)image * shape.Tokens * shape.Stride, head, mixed + (long)image * asked * hidden + head * shape.Size);
        });
        context.ForEachPart(rows, hidden, (from, to) =>
        {
            for (int row = from; row < to; row++)
                scales.Data[row] = Quantization.Row<TLanes>(mixed + (long)row * hidden, hidden, rotation, quantized.Data + (long)row * hidden);
        });
    }
}
