namespace VitMlNet;

/// <summary>A published checkpoint that <see cref="VitModelStore"/> can download.</summary>
public sealed class VitPublishedModel
{
    internal VitPublishedModel()
    {
    }

    /// <summary>The address at which Google publishes the AugReg checkpoints.</summary>
    public static Uri PublishedFolder { get; } = new("https://storage.googleapis.com/vit_models/augreg/");

    /// <summary>The short name: <c>r50-l32</c>, <c>r50-l32-384</c>, <c>r50-l32-i21k</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The published name of the architecture: <c>R50+L/32</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The height and width of the training images, in pixels.</summary>
    public required int Resolution { get; init; }

    /// <summary>The number of classes: 1000 for ImageNet-1k, 21843 for ImageNet-21k.</summary>
    public required int ClassCount { get; init; }

    /// <summary>The number of values in all tensors.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>The size of the checkpoint in bytes.</summary>
    public required long CheckpointBytes { get; init; }

    /// <summary>The SHA-256 of the checkpoint, 64 lower-case hexadecimal digits, which a download must have.</summary>
    /// <value><see langword="null"/> where it is not known; then the checksums that the publisher's server sends decide.</value>
    public string? CheckpointSha256 { get; init; }

    /// <summary>The file name of the checkpoint.</summary>
    public required string FileName { get; init; }

    /// <summary>The SPDX identifier of the checkpoint's license.</summary>
    public required string License { get; init; }

    /// <summary>The top-1 accuracy on the validation images of ILSVRC-2012, in percent, as Google published it.</summary>
    /// <value><see langword="null"/> if it is unknown.</value>
    public double? GoogleTop1 { get; init; }

    /// <summary>The same accuracy as timm measured it, with its own preprocessing.</summary>
    /// <value><see langword="null"/> if it is unknown.</value>
    public double? TimmTop1 { get; init; }

    /// <summary>The address of the checkpoint.</summary>
    public Uri Address => new(PublishedFolder, FileName);
}
