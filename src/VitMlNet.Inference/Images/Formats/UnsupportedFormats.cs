namespace VitMlNet;

/// <summary>Recognizes images of formats that are not read, by their first bytes.</summary>
internal static class UnsupportedFormats
{
    /// <summary>The format's name, or <see langword="null"/> for anything else.</summary>
    public static string? FindName(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12 && start[4..].StartsWith("ftyp"u8))
            return FindByBrand(start.Slice(8, 4));
        if (start.StartsWith<byte>([0x49, 0x49, 0x2A, 0x00]) || start.StartsWith<byte>([0x4D, 0x4D, 0x00, 0x2A]))
            return "TIFF";
        if (start.StartsWith("8BPS"u8))
            return "PSD";
        if (start.StartsWith<byte>([0xFF, 0x0A]) || start.StartsWith<byte>([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]))
            return "JPEG XL";
        return start.StartsWith<byte>([0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20]) ? "JPEG 2000" : null;
    }

    private static string? FindByBrand(ReadOnlySpan<byte> brand)
    {
        if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            return "AVIF";
        return brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) ? "HEIC" : null;
    }
}
