using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The image column of rows that are read ahead: one thread stores the rows' cells, and others then turn them into pixels.</summary>
internal abstract class ImageColumn
{
    /// <summary>Stores the current row's cell.</summary>
    /// <returns>The photograph in it, until another cell is stored in the slot.</returns>
    public abstract VitImageSource Store(int slot);

    /// <param name="row">The rows.</param>
    /// <param name="plan">Which column has the images, and where they are.</param>
    /// <param name="slots">The number of cells that are stored at the same time.</param>
    public static ImageColumn Create(DataViewRow row, ScoringPlan plan, int slots)
    {
        DataViewSchema.Column column = row.Schema[plan.InputColumn];
        string? folder = plan.Options.ImageFolder;
        return new InputColumns(row.Schema).FindSource(plan.InputColumn) switch
        {
            ImageKind.Path => new Cells<ReadOnlyMemory<char>>(
                row,
                column,
                slots,
                (in ReadOnlyMemory<char> path, string name, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
                    preprocessor.FromFile(ImageCells.GetPath(path, name, folder), pixels, known)),
            ImageKind.Bytes => new Cells<VBuffer<byte>>(row, column, slots, ReadBytes),
            _ => new Cells<MLImage?>(row, column, slots, ReadImage),
        };
    }

    private static void ReadBytes(in VBuffer<byte> bytes, string name, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
        preprocessor.FromBytes(ImageCells.GetBytes(in bytes), name, pixels, known);

    private static void ReadImage(in MLImage? image, string name, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
        preprocessor.FromPicture(ImageCells.GetRows(image, name), pixels, known);

    private delegate void ReadCell<T>(in T cell, string name, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known);

    private sealed class Cells<T> : ImageColumn
    {
        private readonly DataViewRow _row;
        private readonly ValueGetter<T> _getter;
        private readonly Cell<T>[] _cells;

        public Cells(DataViewRow row, DataViewSchema.Column column, int slots, ReadCell<T> read)
        {
            _row = row;
            _getter = row.GetGetter<T>(column);
            _cells = [.. Enumerable.Range(0, slots).Select(_ => new Cell<T>(column.Name, read))];
        }

        public override VitImageSource Store(int slot)
        {
            Cell<T> cell = _cells[slot];

            // ML.NET's image loader disposes the image that it finds in the place for the next one, and a consumer may still have it.
            if (!typeof(T).IsValueType)
                cell.Value = default!;
            _getter(ref cell.Value);
            cell.Row = _row.Position;
            return cell;
        }
    }

    /// <summary>The photograph in a stored cell.</summary>
    private sealed class Cell<T>(string column, ReadCell<T> read) : VitImageSource
    {
        public T Value = default!;

        public long Row { get; set; }

        public override string Name => Value is ReadOnlyMemory<char> path && !path.Span.IsWhiteSpace() ? path.ToString()
            : $"row {Row} of the column '{column}'";

        internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
            read(in Value, Name, preprocessor, pixels, known);
    }
}
