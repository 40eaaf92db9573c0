using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Turns the value of an image column into pixels, unless the image is known.</summary>
internal delegate void ReadCell<T>(in T cell, string source, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known = null);

/// <summary>The three forms of an image column's values: a path, an encoded file, a decoded image.</summary>
internal static class ImageCells
{
    /// <exception cref="VitImageException">The path is empty, or the file is absent or a bad image.</exception>
    public static void ReadPath(in ReadOnlyMemory<char> path, string source, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known = null) =>
        preprocessor.FromFile(GetPath(path, source), pixels, known);

    /// <exception cref="VitImageException">The bytes are a bad image.</exception>
    public static void ReadBytes(in VBuffer<byte> bytes, string source, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known = null) =>
        preprocessor.FromBytes(GetBytes(in bytes), source, pixels, known);

    /// <exception cref="VitImageException">There is no image, or it has been disposed.</exception>
    public static void ReadImage(in MLImage? image, string source, ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known = null)
    {
        if (image is null)
            throw new VitImageException("an image is expected, and there is none (null). Leave such rows out, or keep them with VitImageErrorHandling.KeepRow.", source);
        preprocessor.FromImage(image, pixels, source, known);
    }

    /// <exception cref="VitImageException">The path is empty.</exception>
    public static string GetPath(ReadOnlyMemory<char> path, string source)
    {
        if (path.Span.IsWhiteSpace())
            throw new VitImageException("the path of an image file is expected, and the text is empty. Leave such rows out, or keep them with VitImageErrorHandling.KeepRow.", source);
        return path.ToString();
    }

    public static ReadOnlySpan<byte> GetBytes(in VBuffer<byte> bytes)
    {
        if (bytes.IsDense)
            return bytes.GetValues();
        VBuffer<byte> dense = default;
        bytes.CopyToDense(ref dense);
        return dense.GetValues();
    }
}
