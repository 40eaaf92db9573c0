namespace VitMlNet;

/// <summary>The formats in which a <see cref="VitImage"/> is written.</summary>
public enum VitImageFileFormat
{
    /// <summary>PNG: every pixel as it is.</summary>
    Png,

    /// <summary>JPEG: smaller files of nearly the same picture, without transparency.</summary>
    Jpeg,
}
