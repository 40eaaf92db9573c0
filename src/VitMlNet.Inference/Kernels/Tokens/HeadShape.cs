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

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
