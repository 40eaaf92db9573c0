using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>
/// The sums of a quantized product [images, tokens, outputs] with what turns them into floats: four inputs of a node in a row.
/// </summary>
internal readonly unsafe struct TokenRows
{
    /// <param name="context">The node.</param>
    /// <param name="first">The number of the input that has the sums.</param>
    public TokenRows(KernelContext context, int first)
    {
        KernelTensor<int> sums = context.Input<int>(first).WithRank(3, "sums");
        Images = sums[0];
        Tokens = sums[1];
        Length = sums[2];
        Sums = sums.Data;
        Scales = context.Input<float>(first + 1).WithCount(Rows, "scale").Data;
        ColumnScales = context.Input<float>(first + 2).WithCount(Length, "column_scales").Data;
        Bias = context.Input<float>(first + 3).WithCount(Length, "bias").Data;
    }

    public int Images { get; }

    public int Tokens { get; }

    public int Length { get; }

    public int Rows => checked(Images * Tokens);

    public long[] Shape => [Images, Tokens, Length];

    public int* Sums { get; }

    /// <summary>What one step of a token's activations was worth, for each token.</summary>
    public float* Scales { get; }

    /// <summary>What one step of a kernel's column is worth, for each output.</summary>
    public float* ColumnScales { get; }

    public float* Bias { get; }

    /// <summary>A row as floats, bias included.</summary>
    public void Dequantize<TLanes>(int row, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = Length - Length % TLanes.Count;
        Dequantize<TLanes>(row, destination, 0, vectors);
        Dequantize<Lanes1>(row, destination, vectors, Length);
    }

    /// <summary>The floats of one vector.</summary>
    public TLanes Load<TLanes>(int* sums, TLanes scale, int output)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(TLanes.Load(sums + output) * scale, TLanes.Load(ColumnScales + output), TLanes.Load(Bias + output));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dequantize<TLanes>(int row, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        int* sums = Sums + (long)row * Length;
        TLanes scale = TLanes.Of(Scales[row]);
        for (int i = from; i < to; i += TLanes.Count)
            Load(sums, scale, i).Store(destination + i);
    }
}
