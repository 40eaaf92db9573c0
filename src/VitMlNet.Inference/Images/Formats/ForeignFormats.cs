namespace VitMlNet;

/// <summary>Recognizes image formats that are not read, so that errors can call them by their names.</summary>
internal static class ForeignFormats
{
    private const int FirstBrand = 8;
    private const int BrandLength = 4;

    /// <summary>The format's name; <see langword="null"/> for one that is not known either.</summary>
    /// <param name="start">The first bytes, <see cref="ImageFormats.SignatureLength"/> of them where the file has as many.</param>
    public static string? Identify(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12 && start[4..].StartsWith("ftyp"u8))
            return IdentifyBrand(start);
        if (start.StartsWith<byte>([0xFF, 0x0A]) || start.StartsWith<byte>([0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ']))
            return "JPEG XL";
        if (start.StartsWith<byte>([0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ']) || start.StartsWith<byte>([0xFF, 0x4F, 0xFF, 0x51]))
            return "JPEG 2000";
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8))
            return "TIFF";
        if (start.StartsWith("8BPS"u8))
            return "Photoshop (PSD)";
        if (start.StartsWith<byte>([0, 0, 1, 0]) || start.StartsWith<byte>([0, 0, 2, 0]))
            return "icon (ICO)";
        if (start.StartsWith("BA"u8) && start.Length >= 16 && start[14..].StartsWith("BM"u8))
            return "OS/2 bitmap array (BMP)";
        return start.StartsWith("<svg"u8) ? "SVG" : null;
    }

    // ISO/IEC 14496-12: the box has the major brand, a version, and then the brands that the file is compatible with.
    private static string? IdentifyBrand(ReadOnlySpan<byte> start)
    {
        string? found = null;
        for (int at = FirstBrand; at + BrandLength <= start.Length; at += BrandLength)
        {
            ReadOnlySpan<byte> brand = start.Slice(at, BrandLength);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return "AVIF";
            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8) || brand.SequenceEqual("heis"u8)
                || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("hevx"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
                found = "HEIC";
            else if (brand.SequenceEqual("crx "u8))
                found ??= "Canon raw (CR3)";
        }

        return found;
    }
}
