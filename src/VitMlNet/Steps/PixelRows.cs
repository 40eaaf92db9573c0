using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>No columns.</summary>
internal sealed class NothingRow
{
}

/// <summary>A column that holds nothing, for the constant columns to be made from.</summary>
internal sealed class PlaceholderRow
{
    [ColumnName(ColumnNames.Nothing)]
    public float Nothing;
}

/// <summary>An image, in a form that the subclasses name, and how to read it.</summary>
internal abstract class SourceRow
{
    [ColumnName(ColumnNames.Settings)]
    public ReadOnlyMemory<char> Settings;
}

/// <summary>An image file's path.</summary>
internal sealed class PathRow : SourceRow
{
    [ColumnName(ColumnNames.Source)]
    public ReadOnlyMemory<char> Path;
}

/// <summary>An image file's bytes.</summary>
internal sealed class BytesRow : SourceRow
{
    [ColumnName(ColumnNames.Source)]
    [VectorType]
    public VBuffer<byte> Bytes;
}

/// <summary>A decoded image, which stays its owner's.</summary>
internal sealed class ImageRow : SourceRow
{
    [ColumnName(ColumnNames.Source)]
    [UnsizedImage]
    public MLImage? Image;
}

/// <summary>The model's pixels, and whether they are there.</summary>
internal sealed class PixelsRow
{
    [ColumnName(ColumnNames.Pixels)]
    [VectorType]
    public VBuffer<float> Pixels;

    [ColumnName(ColumnNames.Validity)]
    public float Validity;

    [ColumnName(ColumnNames.Error)]
    public ReadOnlyMemory<char> Error;
}

/// <summary>A decoded picture, and why there is none.</summary>
internal sealed class PictureRow
{
    [ColumnName(ColumnNames.Picture)]
    [UnsizedImage]
    public MLImage? Picture;

    [ColumnName(ColumnNames.Error)]
    public ReadOnlyMemory<char> Error;
}
