namespace VitMlNet;

/// <summary>A decoded picture: upright by its EXIF orientation and opaque.</summary>
/// <remarks>
/// It takes 4 bytes of managed memory for each pixel, and need not be disposed. Immutable and thread-safe.
/// </remarks>
public sealed class VitImage
{
    private readonly byte[] _pixels;

    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="pixels">Red, green, blue and 255 for each pixel; the array is not copied.</param>
    /// <param name="storedOrientation">How the stored picture was turned.</param>
    internal VitImage(int width, int height, byte[] pixels, Orientation storedOrientation = default)
    {
        (Width, Height, _pixels) = (width, height, pixels);
        StoredOrientation = storedOrientation;
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The pixels row by row from the top left, 4 bytes each: red, green, blue, and 255.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>How the picture in the file was turned to become this one.</summary>
    internal Orientation StoredOrientation { get; }

    /// <summary>Creates a picture from pixels in memory.</summary>
    /// <param name="width">The width in pixels, at least 1.</param>
    /// <param name="height">The height in pixels, at least 1.</param>
    /// <param name="pixels">The pixels row by row from the top left, 4 bytes each: red, green, blue, and one that is ignored; they are copied.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">There are not 4 bytes for each pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public static VitImage FromPixels(int width, int height, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != 4 * Math.BigMul(width, height))
            throw new ArgumentException($"{width} x {height} pixels have {4 * Math.BigMul(width, height)} bytes, and {pixels.Length} were "
                + "given.", nameof(pixels));
        byte[] copy = pixels.ToArray();
        for (int alpha = 3; alpha < copy.Length; alpha += 4)
            copy[alpha] = byte.MaxValue;
        return new VitImage(width, height, copy);
    }

    /// <summary>Decodes an image file: JPEG, PNG, WebP, BMP or GIF (the first frame).</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="VitImageException">The file is absent, unreadable, incomplete, damaged, too large, or not an image.</exception>
    public static unsafe VitImage Load(string path, VitImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new VitImageOptions();
        using PooledMemory file = EncodedFile.Read(path, options);
        return ImageLoader.Load(file.Address, (int)file.Length, path, options);
    }

    /// <summary>Decodes an image file in memory.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="VitImageException">The bytes are incomplete, damaged, too large, or not an image.</exception>
    public static VitImage Load(ReadOnlyMemory<byte> encoded, VitImageOptions? options = null) =>
        Load(encoded.Span, VitImageSource.InMemory, options ?? new VitImageOptions());

    /// <summary>Decodes an image file from a stream's position to its end; the stream stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="VitImageException">The stream is unreadable, or its bytes are incomplete, damaged, too large, or not an image.</exception>
    public static unsafe VitImage Load(Stream stream, VitImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new VitImageOptions();
        using PooledMemory file = EncodedFile.Read(stream, VitImageSource.InStream, options);
        return ImageLoader.Load(file.Address, (int)file.Length, VitImageSource.InStream, options);
    }

    /// <summary>Writes an image file, which is complete or absent; an existing file is replaced.</summary>
    /// <param name="path">The file; its extension, <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c>, chooses the format.</param>
    /// <param name="jpegQuality">The quality of a JPEG, from 0 to 100; 90 by default.</param>
    /// <exception cref="ArgumentException">The extension is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of its range.</exception>
    /// <exception cref="VitImageException">The picture cannot be encoded, or the file cannot be written.</exception>
    public void Save(string path, int jpegQuality = 90)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ImageEncoder.Save(this, path, jpegQuality);
    }

    /// <summary>Writes an image file to a stream, which stays open.</summary>
    /// <param name="stream">A writable stream.</param>
    /// <param name="format">The format.</param>
    /// <param name="jpegQuality">The quality of a JPEG, from 0 to 100; 90 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format or the quality is out of its range.</exception>
    /// <exception cref="VitImageException">The picture cannot be encoded.</exception>
    public void Save(Stream stream, VitImageFileFormat format, int jpegQuality = 90)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ImageEncoder.Save(this, stream, format, jpegQuality);
    }

    /// <exception cref="VitImageException">It is a bad image.</exception>
    internal static unsafe VitImage Load(ReadOnlySpan<byte> encoded, string name, VitImageOptions options)
    {
        fixed (byte* address = encoded)
            return ImageLoader.Load(address, encoded.Length, name, options);
    }

    internal PictureRows GetRows() => new Rows(this);

    private sealed class Rows(VitImage image) : PictureRows
    {
        public override int Width => image.Width;

        public override int Height => image.Height;

        public override bool IsBgra => false;

        public override ReadOnlySpan<byte> Pixels => image._pixels;
    }
}
