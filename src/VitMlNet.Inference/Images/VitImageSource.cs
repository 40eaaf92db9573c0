namespace VitMlNet;

/// <summary>A photograph to score, in any of its forms: a file, an encoded file in memory or in a stream, or a decoded picture.</summary>
/// <remarks>Nothing is read before the photograph is scored.</remarks>
public abstract class VitImageSource
{
    internal const string InMemory = "the image in memory";
    internal const string InStream = "the image in the stream";

    internal VitImageSource()
    {
    }

    /// <summary>The file's path, or the name that was given; exceptions and results name the photograph by it.</summary>
    public abstract string Name { get; }

    /// <summary>A photograph in a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The source.</returns>
    public static VitImageSource FromFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new FileSource(path);
    }

    /// <summary>A photograph in an encoded file in memory.</summary>
    /// <param name="encoded">The file's bytes, which must not change until it has been scored.</param>
    /// <param name="name">What exceptions and results call it, or <see langword="null"/> for a phrase.</param>
    /// <returns>The source.</returns>
    public static VitImageSource FromBytes(ReadOnlyMemory<byte> encoded, string? name = null) => new BytesSource(encoded, name ?? InMemory);

    /// <summary>A photograph in a stream, which is read once, from its position to its end, and stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="name">What exceptions and results call it, or <see langword="null"/> for a phrase.</param>
    /// <returns>The source.</returns>
    public static VitImageSource FromStream(Stream stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new StreamSource(stream, name ?? InStream);
    }

    /// <summary>A decoded photograph.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="name">What exceptions and results call it, or <see langword="null"/> for a phrase.</param>
    /// <returns>The source.</returns>
    public static VitImageSource FromImage(VitImage image, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new PictureSource(image, name ?? "the picture");
    }

    /// <summary>Turns the photograph into the model's pixels, unless it is known.</summary>
    /// <exception cref="VitImageException">It is absent, unreadable, or a bad image.</exception>
    internal abstract void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known);

    private sealed class FileSource(string path) : VitImageSource
    {
        public override string Name => path;

        internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
            preprocessor.FromFile(path, pixels, known);
    }

    private sealed class BytesSource(ReadOnlyMemory<byte> encoded, string name) : VitImageSource
    {
        public override string Name => name;

        internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
            preprocessor.FromBytes(encoded.Span, name, pixels, known);
    }

    private sealed class StreamSource(Stream stream, string name) : VitImageSource
    {
        public override string Name => name;

        internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
            preprocessor.FromStream(stream, name, pixels, known);
    }

    private sealed class PictureSource(VitImage image, string name) : VitImageSource
    {
        public override string Name => name;

        internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) =>
            preprocessor.FromPicture(image.GetRows(), pixels, known);
    }
}
