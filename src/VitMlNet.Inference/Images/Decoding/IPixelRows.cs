namespace VitMlNet;

/// <summary>What takes the rows of a picture as they are decoded.</summary>
internal interface IPixelRows
{
    /// <summary>Whether a stored row is wanted.</summary>
    bool Needs(int row);

    /// <summary>Takes one stored row: opaque pixels of 4 bytes, red, green, blue and one that means nothing. Rows come in any order.</summary>
    void Accept(int row, ReadOnlySpan<byte> pixels);
}
