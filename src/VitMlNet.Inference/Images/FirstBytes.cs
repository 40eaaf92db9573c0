using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Tells images from the other files of a folder.</summary>
internal static class FirstBytes
{
    /// <summary>
    /// Why a file is not an image to score; <see langword="null"/> for one that is. A file with the name of an image counts as one
    /// whatever is in it, so that its error is reported and not passed over; others are looked into.
    /// </summary>
    public static VitImageErrorReason? FindReason(string path)
    {
        if (VitImageFiles.IsImageFile(path))
            return null;
        try
        {
            Span<byte> start = stackalloc byte[ImageFormats.SignatureLength];
            using FileStream file = RegularFile.OpenRead(path);
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (ImageFormats.Identify(start) != ImageFormat.Unknown)
                return null;
            return ForeignFormats.Identify(start) is null ? VitImageErrorReason.UnknownFormat : VitImageErrorReason.Unsupported;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return VitImageErrorReason.Unreadable;
        }
    }
}
