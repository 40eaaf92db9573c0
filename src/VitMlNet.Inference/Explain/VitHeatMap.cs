namespace VitMlNet;

/// <summary>
/// Lays an attention map over its photograph, where the network really looked: over all of it, or over the part that the preprocessing cuts
/// out.
/// </summary>
/// <remarks>
/// The lowest value of the map gets the first colour and the highest ones the last, so that the colours of two photographs cannot be compared.
/// What the preprocessing cuts away stays as it is. Immutable and thread-safe.
/// </remarks>
public sealed class VitHeatMap
{
    private readonly MapCells _cells;
    private readonly VitPreprocessing _preprocessing;
    private readonly int _height;
    private readonly int _width;

    /// <summary>Takes a map of a model's output <c>attention</c>.</summary>
    /// <param name="map"><see cref="VitClassification.Attention"/>, or a row of an attention column.</param>
    /// <param name="model">The model that gave it.</param>
    /// <param name="preprocessing">How the photograph became the model's pixels, or <see langword="null"/> for the model's own way.</param>
    /// <exception cref="ArgumentException">The model has no output <c>attention</c>, or the map has another size, or values that are not finite.</exception>
    public VitHeatMap(ReadOnlySpan<float> map, VitModel model, VitPreprocessing? preprocessing = null)
        : this(MapCells.Create(map, RowsOf(model), model.AttentionColumns!.Value), preprocessing ?? model.Preprocessing, model.Height, model.Width)
    {
    }

    private VitHeatMap(MapCells cells, VitPreprocessing preprocessing, int height, int width)
    {
        preprocessing.Validate();
        _cells = cells;
        (_preprocessing, _height, _width) = (preprocessing, height, width);
    }

    /// <summary>Takes a map of any size.</summary>
    /// <param name="map">The values, row by row from the top left: any finite numbers.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="preprocessing">How the photograph became the model's pixels, over which the map is spread evenly.</param>
    /// <param name="height">The height of the model's pixels.</param>
    /// <param name="width">The width of the model's pixels.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentException">
    /// The map does not have <paramref name="rows"/> times <paramref name="columns"/> values, all finite, or the preprocessing contradicts
    /// itself.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static VitHeatMap Create(ReadOnlySpan<float> map, int rows, int columns, VitPreprocessing preprocessing, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new VitHeatMap(MapCells.Create(map, rows, columns), preprocessing, height, width);
    }

    /// <summary>Draws the map over a photograph in a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="options">How to draw, or <see langword="null"/> for the defaults.</param>
    /// <returns>An opaque picture, upright; <see cref="VitImage.Save(string, int)"/> writes it.</returns>
    /// <exception cref="VitImageException">The file is absent, unreadable, or a bad image.</exception>
    public VitImage Draw(string path, VitHeatMapOptions? options = null) => Draw(VitImage.Load(path, options?.Images), options);

    /// <summary>Draws the map over a photograph in an encoded file in memory.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="options">How to draw, or <see langword="null"/> for the defaults.</param>
    /// <returns>An opaque picture, upright; <see cref="VitImage.Save(string, int)"/> writes it.</returns>
    /// <exception cref="VitImageException">The bytes are a bad image.</exception>
    public VitImage Draw(ReadOnlyMemory<byte> encoded, VitHeatMapOptions? options = null) => Draw(VitImage.Load(encoded, options?.Images), options);

    /// <summary>Draws the map over a photograph in a stream, which is read from its position to its end and stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="options">How to draw, or <see langword="null"/> for the defaults.</param>
    /// <returns>An opaque picture, upright; <see cref="VitImage.Save(string, int)"/> writes it.</returns>
    /// <exception cref="VitImageException">The stream is unreadable, or a bad image.</exception>
    public VitImage Draw(Stream stream, VitHeatMapOptions? options = null) => Draw(VitImage.Load(stream, options?.Images), options);

    /// <summary>Draws the map over a decoded photograph, which is not changed.</summary>
    /// <param name="photograph">The photograph that was scored.</param>
    /// <param name="options">How to draw, or <see langword="null"/> for the defaults.</param>
    /// <returns>An opaque picture; <see cref="VitImage.Save(string, int)"/> writes it.</returns>
    public VitImage Draw(VitImage photograph, VitHeatMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photograph);
        options ??= new VitHeatMapOptions();

        // ML.NET's own loader, and with it this preset, sees a photograph as it is stored, and not upright.
        MapCells cells = (_preprocessing == VitPreprocessing.MlNet ? _cells.Turn(photograph.StoredOrientation) : _cells).Scale(options.ClippedShare);
        PhotoPixels pixels = PhotoPixels.Read(photograph, options);
        ResizePlan seen = ResizePlan.Create(_preprocessing, pixels.SourceHeight, pixels.SourceWidth, _height, _width);
        var rows = new CellTaps(seen.Vertical, pixels.Height, cells.Rows, options.Interpolation);
        var columns = new CellTaps(seen.Horizontal, pixels.Width, cells.Columns, options.Interpolation);
        cells.Paint(pixels, rows, columns, ColorTable.Of(options.ColorMap), (float)options.Opacity);
        return new VitImage(pixels.Width, pixels.Height, pixels.Rgba);
    }

    private static int RowsOf(VitModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.AttentionRows
            ?? throw new ArgumentException($"A model with an attention output is expected, and {model.Path} has none. "
                + "Convert the checkpoint again with `vitmlnet convert --attention`.", nameof(model));
    }
}
