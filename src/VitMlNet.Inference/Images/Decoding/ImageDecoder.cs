using SkiaSharp;

namespace VitMlNet;

/// <summary>An encoded picture in memory: its header is read and checked at once, its pixels when they are asked for.</summary>
internal sealed unsafe class ImageDecoder : IDisposable
{
    private readonly string _source;
    private readonly VitImageOptions _options;
    private readonly ImageFormat _format;
    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly bool _alphaMayBeUnused;

    /// <param name="encoded">The file; it must stay where it is until <see cref="Dispose"/>.</param>
    /// <param name="length">The file's length in bytes.</param>
    /// <param name="source">The file's name for messages.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="VitImageException">The file is no image, truncated, damaged or too large.</exception>
    public ImageDecoder(byte* encoded, int length, string source, VitImageOptions options)
    {
        _source = source;
        _options = options;
        var file = new ReadOnlySpan<byte>(encoded, length);
        EncodedFile.CheckLength(length, source, options);
        _format = EncodedFile.CheckSignature(file, source);
        if (ImageFormats.FindUnsupported(_format, file) is { } kind)
            throw Bad(VitImageErrorReason.Unsupported, $"A file of this kind, {kind}, is not supported. Open and save it as PNG in an image editor");
        if (ImageFormats.FindMissing(_format, file) is { } missing)
            throw Bad(VitImageErrorReason.Incomplete, $"The {_format} file is incomplete: it {missing}. "
                + "Get the file again, or open and save it in an image editor");

        _alphaMayBeUnused = _format == ImageFormat.Bmp && BmpStructure.HasBitFields(file);
        _data = SKData.Create((nint)encoded, length);
        _codec = SKCodec.Create(new SKMemoryStream(_data), out SKCodecResult result);
        if (_codec is null)
        {
            _data.Dispose();
            throw Damaged(result);
        }

        Orientation = Orientation.From(ImageMetadata.ReadOrientation(_format, file));
        (Width, Height) = (_codec.Info.Width, _codec.Info.Height);
        if (Math.BigMul(Width, Height) > options.MaxPixels)
        {
            Dispose();
            throw Bad(VitImageErrorReason.TooManyPixels, $"It has {Width} x {Height} pixels, over the limit of {options.MaxPixels}. "
                + $"Make the picture smaller, or raise {nameof(VitImageOptions)}.{nameof(VitImageOptions.MaxPixels)}");
        }

        CheckMemory(DecodingMemory.Estimate(_format, file, Width, Height));
    }

    /// <summary>The stored width in pixels, before any orientation.</summary>
    public int Width { get; private set; }

    /// <summary>The stored height in pixels, before any orientation.</summary>
    public int Height { get; private set; }

    /// <summary>How the picture is to be turned.</summary>
    public Orientation Orientation { get; }

    public SKCodec Codec => _codec;

    /// <summary>Has a JPEG decoded smaller, by 2, 4 or 8, but not below a stored width and height.</summary>
    public void ScaleDown(int leastWidth, int leastHeight)
    {
        if (_format != ImageFormat.Jpeg)
            return;
        for (int divisor = 8; divisor > 1; divisor /= 2)
        {
            SKSizeI size = _codec.GetScaledDimensions(1f / divisor);
            if (size.Width < Width && size.Width >= leastWidth && size.Height >= leastHeight)
            {
                (Width, Height) = (size.Width, size.Height);
                return;
            }
        }
    }

    /// <summary>Hands over the rows that <paramref name="rows"/> needs, laid on the background.</summary>
    /// <exception cref="VitImageException">The file is damaged.</exception>
    public void Read(IPixelRows rows)
    {
        bool opaque = _codec.Info.AlphaType == SKAlphaType.Opaque;
        // No colour space: pixel values stay as they are stored.
        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, null);
        try
        {
            if (_format == ImageFormat.Jpeg)
                ReadByRow(info, rows);
            else
                ReadWhole(info, rows, opaque);
        }
        catch (OutOfMemoryException e)
        {
            throw TooLargeForMemory(e);
        }
    }

    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
    }

    public VitImageException Damaged(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => Bad(VitImageErrorReason.Incomplete, $"The {_format} file is incomplete: its data ends before the picture does. "
            + "Get the file again, or open and save it in an image editor"),
        SKCodecResult.Unimplemented or SKCodecResult.InvalidConversion => Bad(VitImageErrorReason.Unsupported, $"This kind of {_format} file is not "
            + "supported. Open and save it as PNG in an image editor"),
        _ => Bad(VitImageErrorReason.Damaged, $"The {_format} file is damaged ({result}). Get the file again, or open and save it in an image editor"),
    };

    public VitImageException TooLargeForMemory(Exception? cause = null) => new(
        $"There is no memory for its {Width} x {Height} pixels. "
            + $"Make the picture smaller, or lower {nameof(VitImageOptions)}.{nameof(VitImageOptions.MaxPixels)} to refuse such files.",
        _source,
        cause)
    { Reason = VitImageErrorReason.TooManyPixels };

    // A decoder that gets no memory may end the process, so that it is asked for before, where it is much.
    private void CheckMemory(long bytes)
    {
        const long Little = 16L << 20;
        if (bytes > _options.DecodingLimit)
        {
            Dispose();
            throw Bad(
                VitImageErrorReason.TooManyPixels,
                $"Decoding this {_format} file of {Width} x {Height} pixels takes up to {bytes} bytes, over the limit of {_options.DecodingLimit}. Save the picture as a baseline JPEG or as a PNG that is not interlaced, or raise {nameof(VitImageOptions)}.{nameof(VitImageOptions.MaxDecodingBytes)}");
        }

        if (bytes < Little || (bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes && PooledMemory.IsAvailable(bytes)))
            return;
        Dispose();
        throw TooLargeForMemory();
    }

    // A photograph is much larger than what is made of it, so its rows go through one row of memory. Rows that nobody needs
    // are decoded all the same: SkipScanlines would save a tenth of the time, but gives other pixels in some rows that follow.
    private void ReadByRow(SKImageInfo info, IPixelRows rows)
    {
        SKCodecResult result = _codec.StartScanlineDecode(info);
        if (result != SKCodecResult.Success)
            throw Damaged(result);
        using var row = new PooledMemory(info.RowBytes64);
        for (int y = 0; y < Height; y++)
        {
            if (_codec.GetScanlines((nint)row.Address, 1, info.RowBytes) != 1)
                throw Bad(VitImageErrorReason.Damaged, $"The {_format} file is damaged: its data ends or goes wrong at row {y} of {Height}. "
                    + "Get the file again, or open and save it in an image editor");
            if (rows.Needs(y))
                rows.Accept(y, row.Slice(0, info.RowBytes));
        }
    }

    private void ReadWhole(SKImageInfo info, IPixelRows rows, bool opaque)
    {
        using var pixels = new PooledMemory(info.BytesSize64);
        SKCodecResult result = _codec.GetPixels(info, (nint)pixels.Address, info.RowBytes, SKCodecOptions.Default);
        if (result != SKCodecResult.Success)
            throw Damaged(result);
        // Some programs write a mask for alpha into BMP files and no alpha; browsers show these opaque.
        opaque |= _alphaMayBeUnused && IsZeroEverywhere(pixels, info);
        for (int y = 0; y < Height; y++)
        {
            if (!rows.Needs(y))
                continue;
            Span<byte> row = pixels.Slice(info.RowBytes64 * y, info.RowBytes);
            if (!opaque)
                AlphaBlending.LayStraight(row, _options.BackgroundColor);
            rows.Accept(y, row);
        }
    }

    private bool IsZeroEverywhere(PooledMemory pixels, SKImageInfo info)
    {
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(info.RowBytes64 * y, info.RowBytes);
            for (int alpha = 3; alpha < row.Length; alpha += 4)
            {
                if (row[alpha] != 0)
                    return false;
            }
        }

        return true;
    }

    private VitImageException Bad(VitImageErrorReason reason, string message) => new(message + ".", _source) { Reason = reason };
}
