namespace VitMlNet;

/// <summary>Why an image cannot be scored, for programs that answer each kind of error in its own way.</summary>
public enum VitImageErrorReason
{
    /// <summary>There is no such file, or it may not or cannot be read; or there is no image where one was expected.</summary>
    Unreadable,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file does not begin like a JPEG, PNG, WebP, BMP or GIF file.</summary>
    UnknownFormat,

    /// <summary>The file is of one of these formats, but of a kind that cannot be decoded.</summary>
    Unsupported,

    /// <summary>The file ends before the picture does.</summary>
    Incomplete,

    /// <summary>The file's content is wrong.</summary>
    Damaged,

    /// <summary>The file is longer than <see cref="VitImageOptions.MaxEncodedBytes"/>.</summary>
    TooManyBytes,

    /// <summary>The picture has more pixels than <see cref="VitImageOptions.MaxPixels"/>, or than there is memory for.</summary>
    TooManyPixels,
}
