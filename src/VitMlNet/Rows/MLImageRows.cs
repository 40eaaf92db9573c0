using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The rows of an ML.NET image, which is neither changed nor disposed.</summary>
internal sealed class MLImageRows : PictureRows
{
    private readonly MLImage _image;

    /// <exception cref="VitImageException">The image has been disposed.</exception>
    public MLImageRows(MLImage image, string name)
    {
        _image = image;
        MLPixelFormat format;
        try
        {
            (Width, Height, format) = (image.Width, image.Height, image.PixelFormat);
        }
        catch (InvalidOperationException e)
        {
            throw new VitImageException("It has been disposed. Keep it until its row has been scored, or load it again.", name, e);
        }

        if (format is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new VitImageException($"Its pixel format is {format}; Bgra32 or Rgba32 was expected. Make it with one of these.", name);
        IsBgra = format == MLPixelFormat.Bgra32;
    }

    public override int Width { get; }

    public override int Height { get; }

    public override bool IsBgra { get; }

    public override ReadOnlySpan<byte> Pixels => _image.Pixels;
}
