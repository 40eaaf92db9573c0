namespace VitMlNet;

/// <summary>A row of a folder of images.</summary>
internal sealed record LabelledImage(string ImagePath, string Label);
