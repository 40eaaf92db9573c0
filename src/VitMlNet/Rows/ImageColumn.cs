using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>
/// The image column of rows that are read ahead: one thread stores the rows' cells, and any number of threads then turn
/// them into pixels.
/// </summary>
internal abstract class ImageColumn
{
    /// <summary>Stores the current row's cell.</summary>
    public abstract void Store(int slot);

    /// <summary>Turns a stored cell into pixels.</summary>
    /// <param name="slot">The slot it was stored in.</param>
    /// <param name="source">What errors call the image, where it has no path.</param>
    /// <param name="preprocessor">Makes the pixels.</param>
    /// <param name="pixels">Takes them.</param>
    /// <param name="known">Recognises images whose pixels are not needed, or null.</param>
    /// <exception cref="VitImageException">The image is missing or bad.</exception>
    public abstract void Read(int slot, string source, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known = null);

    public static ImageColumn Create(ScoringPlan plan, DataViewRow row, int slots)
    {
        DataViewSchema.Column column = row.Schema[plan.InputColumn];
        return new InputColumns(row.Schema).FindSource(plan.InputColumn) switch
        {
            ImageSource.Path => new Cells<ReadOnlyMemory<char>>(row.GetGetter<ReadOnlyMemory<char>>(column), slots, ImageCells.ReadPath),
            ImageSource.Bytes => new Cells<VBuffer<byte>>(row.GetGetter<VBuffer<byte>>(column), slots, ImageCells.ReadBytes),
            _ => new Cells<MLImage?>(row.GetGetter<MLImage?>(column), slots, ImageCells.ReadImage),
        };
    }

    private sealed class Cells<T>(ValueGetter<T> getter, int slots, ReadCell<T> read) : ImageColumn
    {
        private readonly T[] _values = new T[slots];

        public override void Store(int slot)
        {
            // ML.NET's image loader disposes the image that it finds in the place for the next one, and a consumer may still have it.
            if (!typeof(T).IsValueType)
                _values[slot] = default!;
            getter(ref _values[slot]);
        }

        public override void Read(int slot, string source, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known = null) =>
            read(in _values[slot], source, preprocessor, pixels, known);
    }
}
