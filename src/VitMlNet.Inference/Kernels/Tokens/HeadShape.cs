namespace VitMlNet.Kernels;

/// <summary>The sizes of one head's attention, and those that they are padded to for whole tiles of <see cref="MatrixTile"/>.</summary>
/// <param name="Tokens">Keys and values.</param>
/// <param name="Queries">Queries.</param>
/// <param name="Hidden">All heads' size.</param>
/// <param name="Size">The head's size.</param>
/// <param name="Lanes">The floats of a vector.</param>
internal readonly record struct HeadShape(int Tokens, int Queries, int Hidden, int Size, int Lanes)
{
    public int PaddedTokens => RoundUp(Tokens, MatrixTile.Vectors * Lanes);

    public int PaddedSize => RoundUp(Size, MatrixTile.Vectors * Lanes);

    /// <summary>The floats from a token's queries, keys and values of all heads to the next one's.</summary>
    /// <remarks>
    /// A cache line more than they take: at a multiple of 4096 bytes, all tokens of a head would compete for the same few lines of the cache.
    /// </remarks>
    public int Stride => 3 * Hidden + CacheLine;

    private const int CacheLine = 16;

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
