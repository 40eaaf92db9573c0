using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>The values of image columns: a path, an encoded file, a decoded image.</summary>
internal static class ImageCells
{
    /// <exception cref="VitImageException">The path is empty.</exception>
    public static string GetPath(ReadOnlyMemory<char> path, string name, string? folder)
    {
        if (path.Span.IsWhiteSpace())
        {
            throw new VitImageException(
                "the path of an image file is expected, and the text is empty. Leave such rows out, or keep them with "
                + $"{nameof(VitImageErrorHandling)}.{nameof(VitImageErrorHandling.KeepRow)}.", name);
        }

        return folder is null ? path.ToString() : Path.Combine(folder, path.ToString());
    }

    public static ReadOnlySpan<byte> GetBytes(in VBuffer<byte> bytes)
    {
        if (bytes.IsDense)
            return bytes.GetValues();
        VBuffer<byte> dense = default;
        bytes.CopyToDense(ref dense);
        return dense.GetValues();
    }

    /// <exception cref="VitImageException">There is no image, or it has been disposed.</exception>
    public static PictureRows GetRows(MLImage? image, string name) => image is null
        ? throw new VitImageException(
            "an image is expected, and there is none (null). Leave such rows out, or keep them with "
            + $"{nameof(VitImageErrorHandling)}.{nameof(VitImageErrorHandling.KeepRow)}.", name)
        : new MLImageRows(image, name);
}
