namespace VitMlNet;

/// <summary>Recognises images whose pixels are not needed.</summary>
internal interface IKnownImages
{
    /// <summary>Whether the image is known, and need not be decoded.</summary>
    /// <param name="kind">Empty for an encoded file; for pixels, what they mean.</param>
    /// <param name="contents">The file's bytes, or the pixels.</param>
    bool Recognizes(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> contents);
}
