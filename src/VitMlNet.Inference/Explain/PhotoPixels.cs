using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>A photograph's pixels to draw on: opaque, four bytes each, and no larger than is wanted.</summary>
internal sealed class PhotoPixels : IPixelRows
{
    private PhotoPixels(MLImageRows source, int height, int width)
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

    /// <exception cref="VitImageException">The image has been disposed.</exception>
    public static PhotoPixels Read(MLImage photograph, VitHeatMapOptions options)
    {
        var rows = new MLImageRows(photograph, options.Images.BackgroundColor, "the photograph");
        int longer = Math.Max(rows.Height, rows.Width);
        if (options.MaxSide is not { } side || longer <= side)
        {
            var whole = new PhotoPixels(rows, rows.Height, rows.Width);
            rows.Read(whole);
            return whole;
        }

        var small = new PhotoPixels(rows, Shrink(rows.Height), Shrink(rows.Width));
        small.Resample(photograph, options);
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

    private void Resample(MLImage photograph, VitHeatMapOptions options)
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
        preprocessor.FromImage(photograph, fractions, "the photograph");
        Rgba.AsSpan().Fill(byte.MaxValue);
        for (int from = 0, to = 0; from < fractions.Length; from += 3, to += 4)
        {
            for (int channel = 0; channel < 3; channel++)
                Rgba[to + channel] = (byte)MathF.Round(fractions[from + channel] * byte.MaxValue);
        }
    }
}
