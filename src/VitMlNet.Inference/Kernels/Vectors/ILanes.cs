namespace VitMlNet.Kernels;

/// <summary>
/// A vector of floats: the operations that the kernels are made of, so that one kernel serves every width of vector.
/// </summary>
/// <remarks>Pointers need no alignment. A load or store touches exactly <see cref="Count"/> elements.</remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many floats the vector holds.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Of(float value);

    static abstract TSelf Load(float* source);

    /// <summary>Loads whole numbers and converts them to the nearest floats.</summary>
    static abstract TSelf Load(int* source);

    void Store(float* destination);

    /// <summary>Stores the lowest byte of each lane's bits; see <see cref="Quantization.Rounding"/>.</summary>
    void StoreLowBytes(byte* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left x right + addend, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Max(TSelf left, TSelf right);

    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf value);

    /// <summary>Adds the lowest 9 bits of <paramref name="exponents"/> to the exponents of <paramref name="values"/>.</summary>
    static abstract TSelf AddExponents(TSelf values, TSelf exponents);

    /// <summary>The sum of all lanes.</summary>
    float Sum();

    /// <summary>The largest of all lanes.</summary>
    float Largest();

    /// <summary>The smallest of all lanes.</summary>
    float Smallest();
}
