using Microsoft.ML.Transforms;

namespace VitMlNet;

/// <summary>
/// The names under which saved pipelines call the steps of this library. A name's meaning never changes: a step that must change gets a
/// new name, and the old one stays for the pipelines that hold it.
/// </summary>
internal static class Contracts
{
    public const string Placeholder = "VitMlNet.Placeholder.v1";
    public const string PixelsFromPath = "VitMlNet.Pixels.FromPath.v1";
    public const string PixelsFromBytes = "VitMlNet.Pixels.FromBytes.v1";
    public const string PixelsFromImage = "VitMlNet.Pixels.FromImage.v1";
    public const string PictureFromPath = "VitMlNet.Picture.FromPath.v1";
    public const string PictureFromBytes = "VitMlNet.Picture.FromBytes.v1";
}

/// <summary>Makes the column from which constant columns are made.</summary>
[CustomMappingFactoryAttribute(Contracts.Placeholder)]
internal sealed class PlaceholderMapping : CustomMappingFactory<NothingRow, PlaceholderRow>
{
    public override Action<NothingRow, PlaceholderRow> GetMapping() => static (_, row) => row.Nothing = 0;
}

/// <summary>Reads the image file at a path.</summary>
[CustomMappingFactoryAttribute(Contracts.PixelsFromPath)]
internal sealed class PathMapping : CustomMappingFactory<PathRow, PixelsRow>
{
    public override Action<PathRow, PixelsRow> GetMapping() => new PixelReader().Read;
}

/// <summary>Reads an image file's bytes.</summary>
[CustomMappingFactoryAttribute(Contracts.PixelsFromBytes)]
internal sealed class BytesMapping : CustomMappingFactory<BytesRow, PixelsRow>
{
    public override Action<BytesRow, PixelsRow> GetMapping() => new PixelReader().Read;
}

/// <summary>Reads a decoded image, which it leaves as it is.</summary>
[CustomMappingFactoryAttribute(Contracts.PixelsFromImage)]
internal sealed class ImageMapping : CustomMappingFactory<ImageRow, PixelsRow>
{
    public override Action<ImageRow, PixelsRow> GetMapping() => new PixelReader().Read;
}

/// <summary>Decodes the image file at a path.</summary>
[CustomMappingFactoryAttribute(Contracts.PictureFromPath)]
internal sealed class PathPictureMapping : CustomMappingFactory<PathRow, PictureRow>
{
    public override Action<PathRow, PictureRow> GetMapping() => new PictureReader().Read;
}

/// <summary>Decodes an image file's bytes.</summary>
[CustomMappingFactoryAttribute(Contracts.PictureFromBytes)]
internal sealed class BytesPictureMapping : CustomMappingFactory<BytesRow, PictureRow>
{
    public override Action<BytesRow, PictureRow> GetMapping() => new PictureReader().Read;
}
