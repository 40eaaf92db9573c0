namespace VitMlNet;

/// <summary>What happens to a row whose image cannot be read.</summary>
public enum VitImageErrorHandling
{
    /// <summary>A <see cref="VitImageException"/> ends the run.</summary>
    Throw,

    /// <summary>The row is kept: its outputs are NaN, and the column <c>ImageError</c> holds the message.</summary>
    KeepRow,
}
