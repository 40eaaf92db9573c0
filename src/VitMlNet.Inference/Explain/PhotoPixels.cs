namespace VitMlNet;

/// <summary>A photograph's pixels to draw on: opaque, four bytes each, and no larger than is wanted.</summary>
internal sealed class PhotoPixels : IPixelRows
{
    private PhotoPixels(PictureRows source, int height, int width)
    {
        (SourceHeight, SourceWidth) = (source.Height, source.Width);
        (Height, Width) = (height, width);
        Rgba = new byte[checked(4 * height * width)];
    }

    /// <summary>The photograph's own height.</summary>
    public int SourceHeight { get; }

    /// <summary>The photograph's own width.</summary>
    public int SourceWidth { get; }

    public int Height { get; }

    public int Width { get; }

    public byte[] Rgba { get; }

    public Span<byte> Row(int y) => Rgba.AsSpan(4 * Width * y, 4 * Width);

    public static PhotoPixels Read(VitImage photograph, VitHeatMapOptions options)
    {
        PictureRows rows = photograph.GetRows();
        int longer = Math.Max(rows.Height, rows.Width);
        if (options.MaxSide is not { } side || longer <= side)
        {
            var whole = new PhotoPixels(rows, rows.Height, rows.Width);
            rows.Read(whole, options.Images.BackgroundColor);
            return whole;
        }

        var small = new PhotoPixels(rows, Shrink(rows.Height), Shrink(rows.Width));
        small.Resample(rows, options);
        return small;

        int Shrink(int length) => Math.Max(1, (int)Math.Round((double)length * side / longer));
    }

    bool IPixelRows.Needs(int row) => true;

    void IPixelRows.Accept(int row, ReadOnlySpan<byte> pixels)
    {
        pixels.CopyTo(Row(row));
        for (int alpha = 3; alpha < pixels.Length; alpha += 4)
            Row(row)[alpha] = byte.MaxValue;
    }

    private void Resample(PictureRows photograph, VitHeatMapOptions options)
    {
        var preprocessing = new VitPreprocessing
        {
            Interpolation = VitInterpolation.Bicubic,
            Antialias = true,
            Mean = new VitChannels(0),
            StandardDeviation = new VitChannels(1),
        };
        var preprocessor = new ImagePreprocessor(preprocessing, Height, Width, options.Images);
        var fractions = new float[preprocessor.Length];
        preprocessor.FromPicture(photograph, fractions);
        Rgba.AsSpan().Fill(byte.MaxValue);
        for (int from = 0, to = 0; from < fractions.Length; from += 3, to += 4)
        {
            for (int channel = 0; channel < 3; channel++)
                Rgba[to + channel] = (byte)MathF.Round(fractions[from + channel] * byte.MaxValue);
        }
    }
}
