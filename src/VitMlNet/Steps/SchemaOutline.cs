using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet;

/// <summary>
/// Computes the schema shapes of estimators. ML.NET lets no other assembly create the columns of a shape, so that its own estimators do
/// it here.
/// </summary>
internal static class SchemaOutline
{
    /// <summary>Adds columns to a shape.</summary>
    /// <param name="catalog">Where ML.NET's estimators come from.</param>
    /// <param name="input">The shape of the columns that come in.</param>
    /// <param name="columns">The columns to add.</param>
    public static SchemaShape Add(TransformsCatalog catalog, SchemaShape input, IEnumerable<OutlineColumn> columns) =>
        columns.Aggregate(input, (shape, column) => CreateEstimator(catalog, column).GetOutputSchema(shape));

    private static IEstimator<ITransformer> CreateEstimator(TransformsCatalog catalog, OutlineColumn column) => column.Type switch
    {
        ImageDataViewType => CreateEstimator<ImageOutline>(catalog, column),
        TextDataViewType => CreateEstimator<TextOutline>(catalog, column),
        VectorDataViewType { ItemType: TextDataViewType } => CreateEstimator<TextsOutline>(catalog, column),
        _ => CreateEstimator<NumbersOutline>(catalog, column),
    };

    private static IEstimator<ITransformer> CreateEstimator<TRow>(TransformsCatalog catalog, OutlineColumn column)
        where TRow : class, new()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(TRow));
        SchemaDefinition.Column value = definition.Single();
        value.ColumnName = column.Name;
        if (column.Type is VectorDataViewType)
            value.ColumnType = column.Type;
        if (column.SlotNames is { } names)
        {
            VBuffer<ReadOnlyMemory<char>> buffer = default;
            names.ToArray().CopyTo(ref buffer);
            value.AddAnnotation("SlotNames", buffer, new VectorDataViewType(TextDataViewType.Instance, buffer.Length));
        }

        return catalog.CustomMapping<NothingRow, TRow>(static (_, _) => { }, contractName: null, outputSchemaDefinition: definition);
    }

    private sealed class ImageOutline
    {
        [UnsizedImage]
        public MLImage? Value = null;
    }

    private sealed class TextOutline
    {
        public ReadOnlyMemory<char> Value = default;
    }

    private sealed class TextsOutline
    {
        [VectorType]
        public VBuffer<ReadOnlyMemory<char>> Value = default;
    }

    private sealed class NumbersOutline
    {
        [VectorType]
        public VBuffer<float> Value = default;
    }
}

/// <summary>A column that an estimator adds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: an image, text, or a vector of text or numbers.</param>
/// <param name="SlotNames">The names of a vector's values; null for none.</param>
internal sealed record OutlineColumn(string Name, DataViewType Type, IEnumerable<ReadOnlyMemory<char>>? SlotNames = null);
