using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>Products of small matrices of floats, four rows at a time.</summary>
internal static unsafe class MatrixTile
{
    public const int Rows = 4;

    /// <summary>The vectors of a row that are summed at once.</summary>
    public const int Vectors = 2;

    /// <summary>left [4, depth] times right [depth, columns].</summary>
    /// <param name="left">Four rows.</param>
    /// <param name="right">Rows of <paramref name="rightStride"/> floats.</param>
    /// <param name="rightStride">At least <paramref name="columns"/>.</param>
    /// <param name="depth">What is summed over.</param>
    /// <param name="columns">A multiple of <see cref="Vectors"/> vectors.</param>
    /// <param name="result">Rows of <paramref name="columns"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLanes>(FourRows left, float* right, int rightStride, int depth, int columns, float* result)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int column = 0; column < columns; column += Vectors * TLanes.Count)
            Multiply<TLanes>(left, right + column, rightStride, depth, result + column, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TLanes>(
        FourRows left, float* right, int rightStride, int depth, float* result, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        float* row0 = left.First, row1 = left.Second, row2 = left.Third, row3 = left.Fourth;
        TLanes a0 = TLanes.Of(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        for (int i = 0; i < depth; i++, right += rightStride)
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

/// <summary>Four rows of a matrix; where there are fewer, the last stands for those that are missing.</summary>
internal readonly unsafe struct FourRows(float* first, int stride, int count)
{
    public float* First => first;

    public float* Second => first + (long)Math.Min(1, count - 1) * stride;

    public float* Third => first + (long)Math.Min(2, count - 1) * stride;

    public float* Fourth => first + (long)Math.Min(3, count - 1) * stride;
}
