namespace VitMlNet;

/// <summary>What happens to a row, or to one of several photographs, whose image cannot be read.</summary>
public enum VitImageErrorHandling
{
    /// <summary>A <see cref="VitImageException"/> ends the run.</summary>
    Throw,

    /// <summary>The row is kept: its outputs are NaN, and the column <c>ImageError</c> holds the message.</summary>
    KeepRow,

    /// <summary>The row is left out. What comes behind learns from, or sees, the others only.</summary>
    SkipRow,
}
