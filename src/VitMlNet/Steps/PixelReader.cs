using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Reads the image of a row into the model's pixels; safe for use by many cursors at once.</summary>
internal sealed class PixelReader
{
    private readonly RowSettings _settings = new();

    // In a pipeline that Model.Load builds, this comes before ML.NET opens the model.
    static PixelReader() => OnnxRuntimeEnvironment.EnsureCreated();

    private delegate void ReadPixels<TRow>(TRow row, RowSettings.Understood settings, Span<float> pixels);

    public void Read(PathRow row, PixelsRow pixels) => Read(row, pixels, static (row, settings, pixels) =>
        settings.Preprocessor.FromFile(ImageCells.GetPath(row.Path, settings.Source, settings.Settings.Folder), pixels));

    public void Read(BytesRow row, PixelsRow pixels) => Read(row, pixels, static (row, settings, pixels) =>
        settings.Preprocessor.FromBytes(ImageCells.GetBytes(in row.Bytes), settings.Source, pixels));

    public void Read(ImageRow row, PixelsRow pixels) => Read(row, pixels, static (row, settings, pixels) =>
        settings.Preprocessor.FromPicture(ImageCells.GetRows(row.Image, settings.Source), pixels));

    private void Read<TRow>(TRow row, PixelsRow pixels, ReadPixels<TRow> read)
        where TRow : SourceRow
    {
        RowSettings.Understood settings = _settings.Get(row.Settings);
        VBufferEditor<float> editor = VBufferEditor.Create(ref pixels.Pixels, settings.Preprocessor.Length);
        pixels.Validity = 1;
        pixels.Error = default;
        try
        {
            read(row, settings, editor.Values);
        }
        catch (VitImageException e) when (settings.KeepsBadRows)
        {
            // Zeros, not NaN, go through the model, whose layers do not all hand NaN on; the validity spoils the result afterwards.
            editor.Values.Clear();
            pixels.Validity = float.NaN;
            pixels.Error = e.Message.AsMemory();
        }

        pixels.Pixels = editor.Commit();
    }
}
