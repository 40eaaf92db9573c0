namespace VitMlNet.Kernels;

/// <summary>The attention of one head of one image, in memory of its own.</summary>
internal readonly unsafe struct HeadAttention
{
    private readonly HeadShape _shape;
    private readonly float* _keys;
    private readonly float* _values;
    private readonly float* _queries;
    private readonly float* _weights;
    private readonly float* _mixed;
    private readonly float* _row;

    /// <param name="shape">The sizes.</param>
    /// <param name="memory">Of <see cref="ScratchSize"/> bytes.</param>
    public HeadAttention(HeadShape shape, float* memory)
    {
        _shape = shape;
        _keys = memory;
        _values = _keys + (long)shape.Size * shape.PaddedTokens;
        _queries = _values + (long)shape.Tokens * shape.PaddedSize;
        _weights = _queries + MatrixTile.Rows * shape.Size;
        _mixed = _weights + MatrixTile.Rows * shape.PaddedTokens;
        _row = _mixed + MatrixTile.Rows * shape.PaddedSize;
    }

    public static long ScratchSize(HeadShape shape) => Scratch.Size<float>(
        (long)shape.Size * shape.PaddedTokens + (long)shape.Tokens * shape.PaddedSize
        + MatrixTile.Rows * ((long)shape.Size + shape.PaddedTokens + shape.PaddedSize) + shape.Size);

    /// <summary>Mixes the values for each query.</summary>
    /// <param name="input">All heads of all images.</param>
    /// <param name="image">The image.</param>
    /// <param name="head">The head.</param>
    /// <param name="destination">Rows of all heads' size, at this head's first element.</param>
    public void Compute<TLanes>(TokenRows input, int image, int head, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int size = _shape.Size;
        int first = image * _shape.Tokens;
        float* sums = stackalloc float[MatrixTile.Rows];
        LoadKeysAndValues<TLanes>(input, first, head);
        for (int from = 0; from < _shape.Queries; from += MatrixTile.Rows)
        {
            int rows = Math.Min(MatrixTile.Rows, _shape.Queries - from);
            for (int row = 0; row < MatrixTile.Rows; row++)
                input.Dequantize<TLanes>(first + from + Math.Min(row, rows - 1), head * size, size, _queries + row * size);
            MatrixTile.Multiply<TLanes>(_queries, size, _keys, size, _shape.PaddedTokens, _weights);
            for (int row = 0; row < MatrixTile.Rows; row++)
                sums[row] = Softmax.Unnormalized<TLanes>(_weights + row * _shape.PaddedTokens, _shape.Tokens);
            MatrixTile.Multiply<TLanes>(_weights, _shape.PaddedTokens, _values, _shape.Tokens, _shape.PaddedSize, _mixed);
            for (int row = 0; row < rows; row++)
                Divide<TLanes>(_mixed + row * _shape.PaddedSize, sums[row], size, destination + (long)(from + row) * _shape.Hidden);
        }
    }

    /// <summary>The keys become columns [head size, tokens], the values stay rows; what pads them is zero.</summary>
    private void LoadKeysAndValues<TLanes>(TokenRows input, int firstRow, int head)
        where TLanes : struct, ILanes<TLanes>
    {
        int size = _shape.Size;
        for (int token = 0; token < _shape.Tokens; token++)
        {
            input.Dequantize<TLanes>(firstRow + token, _shape.Hidden + head * size, size, _row);
            for (int i = 0; i < size; i++)
                _keys[(long)i * _shape.PaddedTokens + token] = _row[i];
            float* value = _values + (long)token * _shape.PaddedSize;
            input.Dequantize<TLanes>(firstRow + token, 2 * _shape.Hidden + head * size, size, value);
            new Span<float>(value + size, _shape.PaddedSize - size).Clear();
        }

        for (int i = 0; i < size; i++)
            new Span<float>(_keys + (long)i * _shape.PaddedTokens + _shape.Tokens, _shape.PaddedTokens - _shape.Tokens).Clear();
    }

    private static void Divide<TLanes>(float* values, float divisor, int count, float* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        int vectors = count - count % TLanes.Count;
        for (int i = 0; i < vectors; i += TLanes.Count)
            (TLanes.Load(values + i) * TLanes.Of(1 / divisor)).Store(destination + i);
        for (int i = vectors; i < count; i++)
            destination[i] = values[i] * (1 / divisor);
    }
}
