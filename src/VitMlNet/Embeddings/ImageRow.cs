using Microsoft.ML.Data;

namespace VitMlNet.Embeddings;

/// <summary>The names that errors call the inputs by.</summary>
internal static class ImageRow
{
    public const string PathColumn = "image paths";

    public const string ContentColumn = "images";
}

/// <summary>An image file's path.</summary>
internal sealed class PathRow
{
    [ColumnName(ImageRow.PathColumn)]
    public string Path { get; set; } = "";
}

/// <summary>An image file's bytes.</summary>
internal sealed class ContentRow
{
    [ColumnName(ImageRow.ContentColumn)]
    public byte[] Content { get; set; } = [];
}
