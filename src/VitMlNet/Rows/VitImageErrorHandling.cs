namespace VitMlNet;

/// <summary>What becomes of a row whose image cannot be read.</summary>
public enum VitImageErrorHandling
{
    /// <summary>A <see cref="VitImageException"/> ends the run.</summary>
    Throw,

    /// <summary>The row stays: its outputs are NaN, and the error's text stands in the column <c>ImageError</c>.</summary>
    KeepRow,
}
