using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Products of small matrices of floats, four rows at a time.</summary>
internal static unsafe class MatrixTile
{
    public const int Rows = 4;

    /// <summary>The vectors of a row that are summed at once.</summary>
    public const int Vectors = 2;

    /// <summary>left [4, depth] times right [depth, columns].</summary>
    /// <param name="left">Rows of <paramref name="leftStride"/> floats.</param>
    /// <param name="leftStride">At least <paramref name="depth"/>.</param>
    /// <param name="right">Rows of <paramref name="columns"/> floats.</param>
    /// <param name="depth">What is summed over.</param>
    /// <param name="columns">A multiple of <see cref="Vectors"/> vectors.</param>
    /// <param name="result">Rows of <paramref name="columns"/> floats.</param>
    public static void Multiply<TLanes>(float* left, int leftStride, float* right, int depth, int columns, float* result)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int column = 0; column < columns; column += Vectors * TLanes.Count)
            Multiply<TLanes>(left, left + leftStride, left + 2 * leftStride, left + 3 * leftStride, right + column, depth, columns, result + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TLanes>(
        float* row0, float* row1, float* row2, float* row3, float* right, int depth, int stride, float* result)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes a0 = TLanes.Of(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        for (int i = 0; i < depth; i++, right += stride)
        {
            TLanes first = TLanes.Load(right);
            TLanes second = TLanes.Load(right + TLanes.Count);
            TLanes factor = TLanes.Of(row0[i]);
            a0 = TLanes.MultiplyAdd(factor, first, a0);
            a1 = TLanes.MultiplyAdd(factor, second, a1);
            factor = TLanes.Of(row1[i]);
            b0 = TLanes.MultiplyAdd(factor, first, b0);
            b1 = TLanes.MultiplyAdd(factor, second, b1);
            factor = TLanes.Of(row2[i]);
            c0 = TLanes.MultiplyAdd(factor, first, c0);
            c1 = TLanes.MultiplyAdd(factor, second, c1);
            factor = TLanes.Of(row3[i]);
            d0 = TLanes.MultiplyAdd(factor, first, d0);
            d1 = TLanes.MultiplyAdd(factor, second, d1);
        }

        a0.Store(result);
        a1.Store(result + TLanes.Count);
        b0.Store(result + stride);
        b1.Store(result + stride + TLanes.Count);
        c0.Store(result + 2 * stride);
        c1.Store(result + 2 * stride + TLanes.Count);
        d0.Store(result + 3 * stride);
        d1.Store(result + 3 * stride + TLanes.Count);
    }
}
