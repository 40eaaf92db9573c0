using System.IO.Compression;

namespace VitMlNet;

/// <summary>Finds EXIF and XMP in a PNG file: in chunks of their own, or in the text chunks in which ImageMagick and others keep them.</summary>
internal static class PngMetadata
{
    // Compressed text: nobody writes more than some kilobytes, and a bomb is worth no more work.
    private const int MostText = 1 << 20;

    public static ImageMetadata Read(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = default, profile = default, xmp = default;
        bool hasProfile = false, hasXmp = false;
        long at = PngStructure.Signature;
        while (PngStructure.TryReadChunk(file, ref at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data))
        {
            if (type.SequenceEqual("eXIf"u8))
            {
                if (exif.IsEmpty)
                    exif = data;
            }
            else if (type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8))
            {
                // Only the first of each kind is read, so that a file of a thousand bombs costs no more than one.
                if (!hasProfile && (data.StartsWith("Raw profile type exif\0"u8) || data.StartsWith("Raw profile type APP1\0"u8)))
                {
                    hasProfile = true;
                    profile = DecodeProfile(ReadText(type, data));
                }
                else if (!hasXmp && data.StartsWith("XML:com.adobe.xmp\0"u8))
                {
                    hasXmp = true;
                    xmp = ReadText(type, data);
                }
            }
        }

        return new ImageMetadata { Exif = exif.IsEmpty ? profile : exif, Xmp = xmp };
    }

    /// <summary>The text of a chunk: after the keyword, and in two of the three kinds a compression and in one a language.</summary>
    private static byte[] ReadText(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> rest = AfterNull(data);
        if (type[0] == 't')
            return rest.ToArray();
        if (type[0] == 'z')
            return rest.IsEmpty ? [] : Inflate(rest[1..]);
        if (rest.Length < 2)
            return [];
        bool isCompressed = rest[0] != 0;
        rest = AfterNull(AfterNull(rest[2..]));
        return isCompressed ? Inflate(rest) : rest.ToArray();
    }

    private static ReadOnlySpan<byte> AfterNull(ReadOnlySpan<byte> data) => data.IndexOf((byte)0) is >= 0 and var end ? data[(end + 1)..] : default;

    private static byte[] Inflate(ReadOnlySpan<byte> data)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            var text = new byte[MostText];
            return text[..zlib.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>A profile as ImageMagick writes it: its name, its length, and its bytes in hexadecimal digits, on lines.</summary>
    private static byte[] DecodeProfile(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart("\r\n "u8);
        int name = text.IndexOf((byte)'\n');
        if (name < 0)
            return [];
        text = text[(name + 1)..].TrimStart(" "u8);
        int length = text.IndexOf((byte)'\n');
        if (length < 0)
            return [];
        var bytes = new List<byte>();
        int digit = -1;
        foreach (byte character in text[(length + 1)..])
        {
            if (!char.IsAsciiHexDigit((char)character))
                continue;
            int value = Convert.ToInt32(((char)character).ToString(), 16);
            if (digit < 0)
            {
                digit = value;
            }
            else
            {
                bytes.Add((byte)((digit << 4) | value));
                digit = -1;
            }
        }

        return [.. bytes];
    }
}
