using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet;

/// <summary>The forms in which a column holds images.</summary>
internal enum ImageKind
{
    /// <summary>Text: the paths of image files.</summary>
    Path,

    /// <summary>Vectors of bytes: the contents of image files.</summary>
    Bytes,

    /// <summary><see cref="MLImage"/>: decoded images.</summary>
    Image,
}

/// <summary>The columns that come in, whether only their shapes are known or the data too.</summary>
internal sealed class InputColumns
{
    private readonly Dictionary<string, (bool IsVector, DataViewType ItemType)> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataViewType> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sized = new(StringComparer.Ordinal);

    public InputColumns(SchemaShape schema)
    {
        foreach (SchemaShape.Column column in schema)
        {
            _columns[column.Name] = (column.Kind != SchemaShape.Column.VectorKind.Scalar, column.ItemType);
            if (column.Kind == SchemaShape.Column.VectorKind.Vector)
                _sized.Add(column.Name);
        }
    }

    public InputColumns(DataViewSchema schema)
    {
        foreach (DataViewSchema.Column column in schema.Where(column => !column.IsHidden))
        {
            _types[column.Name] = column.Type;
            _columns[column.Name] = column.Type is VectorDataViewType vector ? (true, vector.ItemType) : (false, column.Type);
            if (column.Type is VectorDataViewType { IsKnownSize: true })
                _sized.Add(column.Name);
        }
    }

    public bool Contains(string column) => _columns.ContainsKey(column);

    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public void CheckExists(string column)
    {
        if (!Contains(column))
            throw new ArgumentOutOfRangeException(nameof(column), column,
                $"A column '{column}' is expected, and the columns are "
                + $"{string.Join(", ", _columns.Keys.Select(name => $"'{name}'"))}.");
    }

    /// <summary>Whether the column holds vectors that are all of one known size.</summary>
    public bool HasKnownSize(string column) => _sized.Contains(column);

    /// <summary>The column's whole type, sizes included; for data only.</summary>
    public DataViewType GetDataType(string column) => _types[column];

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no images.</exception>
    public ImageKind FindSource(string column)
    {
        if (!_columns.TryGetValue(column, out (bool IsVector, DataViewType ItemType) found))
        {
            throw new ArgumentOutOfRangeException(
                nameof(column), column,
                    $"An image column '{column}' is expected, and the columns are "
                    + $"{string.Join(", ", _columns.Keys.Select(name => $"'{name}'"))}.");
        }

        return found switch
        {
            (false, TextDataViewType) => ImageKind.Path,
            (false, ImageDataViewType) => ImageKind.Image,
            (true, NumberDataViewType type) when type.RawType == typeof(byte) => ImageKind.Bytes,
            _ => throw new ArgumentOutOfRangeException(
                nameof(column),
                column,
                $"The column '{column}' is expected to hold paths (text), encoded images (a vector of bytes) or MLImage, "
                + $"and holds {(found.IsVector ? "a vector of " : "")}{found.ItemType}."),
        };
    }
}
