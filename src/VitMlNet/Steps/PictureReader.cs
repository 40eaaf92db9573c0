using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Decodes the image of a row; safe for use by many cursors at once. Whoever takes the picture disposes it.</summary>
internal sealed class PictureReader
{
    private readonly RowSettings _settings = new();

    // In a pipeline that Model.Load builds, this comes before ML.NET opens the model.
    static PictureReader() => OnnxRuntimeEnvironment.EnsureCreated();

    public void Read(PathRow row, PictureRow picture) => Read(
        row, picture, static (row, settings) => VitImage.Load(
            ImageCells.GetPath(row.Path, settings.Source, settings.Settings.Folder), settings.Settings.Options));

    public void Read(BytesRow row, PictureRow picture) => Read(
        row, picture, static (row, settings) => VitImage.Load(ImageCells.GetBytes(in row.Bytes), settings.Source, settings.Settings.Options));

    private void Read<TRow>(TRow row, PictureRow picture, Func<TRow, RowSettings.Understood, VitImage> read)
        where TRow : SourceRow
    {
        RowSettings.Understood settings = _settings.Get(row.Settings);
        (picture.Picture, picture.Error) = (null, default);
        try
        {
            picture.Picture = read(row, settings).ToMLImage();
        }
        catch (VitImageException e) when (settings.KeepsBadRows)
        {
            picture.Error = e.Message.AsMemory();
        }
    }
}
