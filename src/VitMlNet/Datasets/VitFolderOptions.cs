namespace VitMlNet;

/// <summary>How a folder of images becomes rows.</summary>
public sealed record VitFolderOptions
{
    /// <summary>Where the labels come from; the first folder below the root by default.</summary>
    public VitFolderLabels Labels { get; init; } = VitFolderLabels.FirstFolder;
}
