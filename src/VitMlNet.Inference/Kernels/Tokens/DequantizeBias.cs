using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Product sums as floats, with the bias added, and a residual where there is one.</summary>
internal sealed unsafe class DequantizeBias(bool residual) : Kernel
{
    private const int ResidualInput = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compute<TLanes>(KernelContext context)
    {
        var input = new TokenRows(context, 0);
        int length = input.Length;
        float* added = residual ? context.Input<float>(ResidualInput).WithCount((long)input.Rows * length, "residual").Data : null;
        KernelTensor<float> result = context.Output<float>(0, input.Shape);
        context.ForEachPart(input.Rows, length, (from, to) =>
        {
            int vectors = length - length % TLanes.Count;
            for (int row = from; row < to; row++)
            {
                float* destination = result.Data + (long)row * length;
                if (added is null)
                {
                    input.Dequantize<TLanes>(row, destination);
                    continue;
                }

                Add<TLanes>(input, row, added + (long)row * length, destination, 0, vectors);
                Add<Lanes1>(input, row, added + (long)row * length, destination, vectors, length);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLanes>(TokenRows input, int row, float* residual, float* destination, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        int* sums = input.Sums + (long)row * input.Length;
        TLanes scale = TLanes.Of(input.Scales[row]);
        for (int i = from; i < to; i += TLanes.Count)
            (input.Load(sums, scale, i) + TLanes.Load(residual + i)).Store(destination + i);
    }
}
