using System.Drawing;

namespace VitMlNet;

/// <summary>How image files are read: the limits, and the background of transparent pictures.</summary>
/// <remarks>
/// JPEG, PNG, WebP, BMP and GIF (the first frame) are read. EXIF orientation is applied. Pixel values are used as they are
/// stored: colour profiles are ignored, as TensorFlow and PIL ignore them, and as the models were trained.
/// <see cref="VitPreprocessing.MlNet"/> reads as ML.NET's own loader does: no orientation, and transparent pixels turn dark.
/// </remarks>
public sealed class VitImageOptions
{
    // Four for the pixel, and a sixteenth more for what does not grow with the picture.
    private const double PixelBytes = 4.25;
    private const long LeastDecodingLimit = 64L << 20;

    private long _maxPixels = 100_000_000;
    private long _maxEncodedBytes = 512L << 20;
    private long? _maxDecodingBytes;

    /// <summary>The colour behind transparent pixels; white by default. Its own alpha is ignored.</summary>
    public Color BackgroundColor { get; set; } = Color.White;

    /// <summary>
    /// The most pixels (width times height) that a file may have; 100 million by default. The file's header is checked before
    /// memory is taken for pixels; <see cref="MaxDecodingBytes"/> limits how much that is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public long MaxPixels
    {
        get => _maxPixels;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxPixels));
            _maxPixels = value;
        }
    }

    /// <summary>The most bytes that an encoded file may have; 512 MiB by default, enough for 100 million uncompressed pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or over <see cref="Array.MaxLength"/>.</exception>
    public long MaxEncodedBytes
    {
        get => _maxEncodedBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxEncodedBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength, nameof(MaxEncodedBytes));
            _maxEncodedBytes = value;
        }
    }

    /// <summary>
    /// The most bytes that decoding one file may take, beside the file itself and what is made of it; by default 4.25 for each
    /// of <see cref="MaxPixels"/> and at least 64 MiB, so 425 MB.
    /// </summary>
    /// <remarks>
    /// What a file takes is known from its header. Most take 4 bytes a pixel or, baseline JPEG, next to nothing. An interlaced PNG takes
    /// up to 12, a lossless WebP and a GIF 8, and a progressive JPEG 3 (4:2:0) to 6 (4:4:4), so that such files are refused when they have
    /// between a third and two thirds of <see cref="MaxPixels"/> or more.
    /// </remarks>
    /// <value><see langword="null"/> for the default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public long? MaxDecodingBytes
    {
        get => _maxDecodingBytes;
        set
        {
            if (value is { } bytes)
                ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1, nameof(MaxDecodingBytes));
            _maxDecodingBytes = value;
        }
    }

    /// <summary>
    /// Whether a JPEG that is at least twice the size that the model needs is decoded at 1/2, 1/4 or 1/8 of its size, which is
    /// much faster for large photographs; off by default.
    /// </summary>
    /// <remarks>
    /// The scaled picture averages blocks of pixels, so that the result is smoother than without it, and no longer equal to
    /// Google's preprocessing. It is never made smaller than the size that the model needs. Other formats,
    /// and <see cref="VitPreprocessing.MlNet"/>, are not affected.
    /// </remarks>
    public bool AllowScaledDecoding { get; set; }

    /// <summary><see cref="MaxDecodingBytes"/> or its default.</summary>
    internal long DecodingLimit => MaxDecodingBytes ?? Math.Max(LeastDecodingLimit, (long)Math.Min(MaxPixels * PixelBytes, long.MaxValue / 2d));

    internal VitImageOptions Clone() => (VitImageOptions)MemberwiseClone();
}
