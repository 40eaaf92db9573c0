
namespace VitMlNet;

/// <summary>
/// Turns pictures of any kind into the model's pixels: height x width x 3 float32 values, red, green and blue, or 3 x height x width; or
/// one value for each pixel of a grey model.
/// Immutable and thread-safe.
/// </summary>
internal sealed class ImagePreprocessor
{
    /// <summary>The most pixels of a side that are made, so that their number fits into an array.</summary>
    public const int LargestSide = 8192;

    private readonly VitPreprocessing _preprocessing;
    private readonly VitImageOptions _options;
    private readonly PixelScale _scale;
    private readonly int _height;
    private readonly int _width;
    private readonly VitPixelLayout _layout;
    private readonly int _channels;

    /// <param name="preprocessing">How pixels are made.</param>
    /// <param name="height">The model's height in pixels.</param>
    /// <param name="width">The model's width in pixels.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <param name="layout">The order of the values.</param>
    /// <param name="channels">3, or 1 for grey.</param>
    /// <exception cref="ArgumentException">The settings contradict each other, or a size is below 1.</exception>
    public ImagePreprocessor(
        VitPreprocessing preprocessing,
        int height,
        int width,
        VitImageOptions? options = null,
        VitPixelLayout layout = VitPixelLayout.ChannelsLast,
        int channels = 3)
    {
        SkiaLibrary.Check();
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, LargestSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LargestSide);
        preprocessing.Validate();
        _preprocessing = preprocessing;
        _options = options ?? new VitImageOptions();
        _height = height;
        _width = width;
        _layout = layout;
        _channels = channels;
        _scale = new PixelScale(preprocessing);
        Length = checked(height * width * channels);
    }

    /// <summary>The number of values that each picture gives: height x width x channels.</summary>
    public int Length { get; }

    /// <summary>Reads an image file, unless it is known.</summary>
    /// <exception cref="VitImageException">The file is absent, unreadable, or a bad image.</exception>
    public unsafe void FromFile(string path, Span<float> pixels, IKnownImages? known = null)
    {
        using PooledMemory file = EncodedFile.Read(path, _options);
        FromMemory(file.Address, (int)file.Length, path, pixels, known);
    }

    /// <summary>Reads an encoded image in memory; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="VitImageException">It is a bad image.</exception>
    public unsafe void FromBytes(ReadOnlySpan<byte> encoded, string source, Span<float> pixels, IKnownImages? known = null)
    {
        fixed (byte* address = encoded)
            FromMemory(address, encoded.Length, source, pixels, known);
    }

    /// <summary>Reads an encoded image from a stream's position to its end; <paramref name="source"/> names it in errors. The stream stays open.</summary>
    /// <exception cref="VitImageException">It is unreadable, or a bad image.</exception>
    public unsafe void FromStream(Stream stream, string source, Span<float> pixels, IKnownImages? known = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using PooledMemory file = EncodedFile.Read(stream, source, _options);
        FromMemory(file.Address, (int)file.Length, source, pixels, known);
    }

    /// <summary>Takes a decoded picture, which is only read.</summary>
    public void FromPicture(PictureRows rows, Span<float> pixels, IKnownImages? known = null)
    {
        CheckLength(pixels);
        if (known is not null && known.Recognizes(rows.GetKind(), rows.Pixels))
            return;
        using var colors = new ModelPixels(pixels, _channels, _layout, _preprocessing.BlueFirst);
        if (_preprocessing.Interpolation == VitInterpolation.Nearest)
        {
            StockPixels.FromPicture(rows, _height, _width, colors.Interleaved);
        }
        else
        {
            using Resampler resampler = Resampler.Create(_preprocessing, _scale, rows.Height, rows.Width, default, _height, _width);
            rows.Read(_channels == 1 ? new GreyRows(resampler, rows.Width) : resampler, _options.BackgroundColor);
            resampler.Finish(colors.Interleaved);
        }

        colors.Arrange();
    }

    private unsafe void FromMemory(byte* encoded, int length, string source, Span<float> pixels, IKnownImages? known)
    {
        CheckLength(pixels);
        if (known is not null && known.Recognizes([], new ReadOnlySpan<byte>(encoded, length)))
            return;
        using var decoder = new ImageDecoder(encoded, length, source, _options);
        using var colors = new ModelPixels(pixels, _channels, _layout, _preprocessing.BlueFirst);
        if (_preprocessing.Interpolation == VitInterpolation.Nearest)
        {
            StockPixels.FromFile(decoder, _height, _width, colors.Interleaved);
        }
        else
        {
            Orientation orientation = decoder.Orientation;
            if (_options.AllowScaledDecoding)
                ScaleDown(decoder, orientation);
            using Resampler resampler = Resampler.Create(_preprocessing, _scale, decoder.Height, decoder.Width, orientation, _height, _width);
            decoder.Read(_channels == 1 ? new GreyRows(resampler, decoder.Width) : resampler);
            resampler.Finish(colors.Interleaved);
        }

        colors.Arrange();
    }

    private void ScaleDown(ImageDecoder decoder, Orientation orientation)
    {
        (int height, int width) = orientation.SwapsAxes ? (decoder.Width, decoder.Height) : (decoder.Height, decoder.Width);
        ResizePlan plan = ResizePlan.Create(_preprocessing, height, width, _height, _width);
        (int leastHeight, int leastWidth) = ((int)Math.Min(plan.Vertical.Resized, int.MaxValue), (int)Math.Min(plan.Horizontal.Resized, int.MaxValue));
        if (orientation.SwapsAxes)
            decoder.ScaleDown(leastHeight, leastWidth);
        else
            decoder.ScaleDown(leastWidth, leastHeight);
    }

    private void CheckLength(Span<float> pixels)
    {
        if (pixels.Length != Length)
            throw new ArgumentException($"The pixels need {Length} values ({_height} x {_width} x {_channels}); the span has {pixels.Length}.", nameof(pixels));
    }
}
