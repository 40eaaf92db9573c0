using System.Runtime.CompilerServices;

namespace VitMlNet.Kernels;

/// <summary>The attention of one head of one image, in memory of its own.</summary>
internal readonly unsafe struct HeadAttention
{
    private readonly HeadShape _shape;
    private readonly float* _keys;
    private readonly float* _values;
    private readonly float* _weights;
    private readonly float* _mixed;

    /// <param name="shape">The sizes.</param>
    /// <param name="memory">Of <see cref="ScratchSize"/> bytes.</param>
    public HeadAttention(HeadShape shape, float* memory)
    {
        _shape = shape;
        _keys = memory;
        _weights = _keys + (long)shape.Size * shape.PaddedTokens;
        _mixed = _weights + MatrixTile.Rows * shape.PaddedTokens;
        _values = _mixed + MatrixTile.Rows * shape.PaddedSize;
    }

    /// <summary>Values whose size is no multiple of a tile's are copied to where zeros fill it up.</summary>
    private bool CopiesValues => _shape.Size != _shape.PaddedSize;

    public static long ScratchSize(HeadShape shape) => Scratch.Size<float>(
        ((long)shape.Size + MatrixTile.Rows) * shape.PaddedTokens + ((long)shape.Tokens + MatrixTile.Rows) * shape.PaddedSize);

    /// <summary>Mixes the values for each query.</summary>
    /// <param name="projected">The first token's queries, keys and values of all heads.</param>
    /// <param name="head">The head.</param>
    /// <param name="destination">Rows of all heads' size, at this head's first element.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Compute<TLanes>(float* projected, int head, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int size = _shape.Size;
        float* queries = projected + head * size;
        LoadKeys(queries + _shape.Hidden);
        float* values = queries + 2 * _shape.Hidden;
        int valueStride = _shape.Stride;
        if (CopiesValues)
        {
            CopyValues(values);
            values = _values;
            valueStride = _shape.PaddedSize;
        }

        float* sums = stackalloc float[MatrixTile.Rows];
        for (int from = 0; from < _shape.Queries; from += MatrixTile.Rows)
        {
            int rows = Math.Min(MatrixTile.Rows, _shape.Queries - from);
            var left = new FourRows(queries + (long)from * _shape.Stride, _shape.Stride, rows);
            MatrixTile.Multiply<TLanes>(left, _keys, _shape.PaddedTokens, size, _shape.PaddedTokens, _weights);
            for (int row = 0; row < rows; row++)
                sums[row] = Softmax.Unnormalized<TLanes>(_weights + row * _shape.PaddedTokens, _shape.Tokens);
            left = new FourRows(_weights, _shape.PaddedTokens, rows);
            MatrixTile.Multiply<TLanes>(left, values, valueStride, _shape.Tokens, _shape.PaddedSize, _mixed);
            for (int row = 0; row < rows; row++)
                Divide<TLanes>(_mixed + row * _shape.PaddedSize, sums[row], size, destination + (long)(from + row) * _shape.Hidden);
        }
    }

    /// <summary>The keys become columns [head size, tokens], with zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadKeys(float* source)
    {
        int size = _shape.Size;
        int stride = _shape.PaddedTokens;
        for (int token = 0; token < _shape.Tokens; token++, source += _shape.Stride)
        {
            float* column = _keys + token;
            for (int i = 0; i < size; i++, column += stride)
                *column = source[i];
        }

        for (int i = 0; i < size; i++)
            new Span<float>(_keys + (long)i * stride + _shape.Tokens, stride - _shape.Tokens).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyValues(float* source)
    {
        for (int token = 0; token < _shape.Tokens; token++, source += _shape.Stride)
        {
            float* value = _values + (long)token * _shape.PaddedSize;
            new ReadOnlySpan<float>(source, _shape.Size).CopyTo(new Span<float>(value, _shape.Size));
            new Span<float>(value + _shape.Size, _shape.PaddedSize - _shape.Size).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide<TLanes>(float* values, float divisor, int count, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = count - count % TLanes.Count;
        TLanes factor = TLanes.Of(1 / divisor);
        for (int i = 0; i < vectors; i += TLanes.Count)
            (TLanes.Load(values + i) * factor).Store(destination + i);
        for (int i = vectors; i < count; i++)
            destination[i] = values[i] * (1 / divisor);
    }
}
