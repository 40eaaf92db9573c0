using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Decodes JPEG, PNG, WebP, BMP and GIF files to ML.NET's images, as the pipeline's own steps do: upright, opaque, and never a part of a file.</summary>
/// <remarks>
/// Each call makes a new <see cref="MLImage"/> of 4 bytes a pixel, which the caller disposes; scoring neither changes nor disposes it.
/// Transparent pixels are laid on <see cref="VitImageOptions.BackgroundColor"/>. Thread-safe.
/// </remarks>
public static class VitImageLoader
{
    /// <summary>Decodes an image file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <returns>The picture, which the caller disposes.</returns>
    /// <exception cref="VitImageException">The file is absent, unreadable, or a bad image.</exception>
    public static MLImage FromFile(string path, VitImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ImageLoader.FromFile(path, options ?? new VitImageOptions());
    }

    /// <summary>Decodes an image file in memory.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <returns>The picture, which the caller disposes.</returns>
    /// <exception cref="VitImageException">The bytes are a bad image.</exception>
    public static MLImage FromBytes(ReadOnlySpan<byte> encoded, VitImageOptions? options = null) =>
        ImageLoader.FromBytes(encoded, "the image in memory", options ?? new VitImageOptions());

    /// <summary>Decodes an image file from a stream's position to its end; the stream stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="options">The limits and the background, or <see langword="null"/> for the defaults.</param>
    /// <returns>The picture, which the caller disposes.</returns>
    /// <exception cref="VitImageException">The stream is unreadable, or a bad image.</exception>
    public static MLImage FromStream(Stream stream, VitImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ImageLoader.FromStream(stream, "the image in the stream", options ?? new VitImageOptions());
    }
}
