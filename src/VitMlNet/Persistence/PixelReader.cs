using Microsoft.ML.Data;
using VitMlNet.Imaging;

namespace VitMlNet.Persistence;

/// <summary>Reads the image of a row into the model's pixels; safe for use by many cursors at once.</summary>
internal sealed class PixelReader
{
    private volatile Prepared? _prepared;

    public void Read(PathRow row, PixelsRow pixels) => Read(row, pixels, static (row, prepared, pixels) =>
    {
        if (row.Path.Span.Trim().IsEmpty)
            throw new VitImageException("the path of an image file is expected, and the text is empty. Leave such rows out, or keep them with VitImageErrorHandling.KeepRow.", prepared.Source);
        prepared.Preprocessor.FromFile(row.Path.ToString(), pixels);
    });

    public void Read(BytesRow row, PixelsRow pixels) => Read(row, pixels, static (row, prepared, pixels) =>
    {
        VBuffer<byte> dense = default;
        if (!row.Bytes.IsDense)
            row.Bytes.CopyToDense(ref dense);
        prepared.Preprocessor.FromBytes(row.Bytes.IsDense ? row.Bytes.GetValues() : dense.GetValues(), prepared.Source, pixels);
    });

    public void Read(ImageRow row, PixelsRow pixels) => Read(row, pixels, static (row, prepared, pixels) =>
    {
        if (row.Image is null)
            throw new VitImageException("an image is expected, and there is none (null). Leave such rows out, or keep them with VitImageErrorHandling.KeepRow.", prepared.Source);
        prepared.Preprocessor.FromImage(row.Image, pixels);
    });

    private void Read<TRow>(TRow row, PixelsRow pixels, ReadPixels<TRow> read)
        where TRow : SourceRow
    {
        Prepared prepared = Prepare(row.Settings);
        VBufferEditor<float> editor = VBufferEditor.Create(ref pixels.Pixels, prepared.Preprocessor.Length);
        pixels.Validity = 1;
        pixels.Error = default;
        try
        {
            read(row, prepared, editor.Values);
        }
        catch (VitImageException e) when (prepared.KeepsRow)
        {
            // Zeros, not NaN, go through the model, whose layers do not all hand NaN on; the validity spoils the result afterwards.
            editor.Values.Clear();
            pixels.Validity = float.NaN;
            pixels.Error = e.Message.AsMemory();
        }

        pixels.Pixels = editor.Commit();
    }

    private Prepared Prepare(ReadOnlyMemory<char> settings)
    {
        Prepared? prepared = _prepared;
        if (prepared is null || !settings.Span.SequenceEqual(prepared.Text))
            _prepared = prepared = new Prepared(settings.ToString());
        return prepared;
    }

    private delegate void ReadPixels<TRow>(TRow row, Prepared prepared, Span<float> pixels);

    private sealed class Prepared
    {
        public Prepared(string text)
        {
            Text = text;
            PixelSettings settings = PixelSettings.Parse(text);
            Preprocessor = settings.CreatePreprocessor();
            KeepsRow = settings.Options.OnError == VitImageErrorHandling.KeepRow;
            Source = $"an image of the column '{settings.Column}'";
        }

        public string Text { get; }

        public ImagePreprocessor Preprocessor { get; }

        public bool KeepsRow { get; }

        public string Source { get; }
    }
}
