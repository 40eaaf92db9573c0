using System.Buffers.Binary;

namespace VitMlNet.Testing;

/// <summary>Makes pictures that lie as a camera held sideways or mirrored stores them.</summary>
public static class ExifOrientation
{
    /// <summary>A TIFF block that holds the orientation tag alone.</summary>
    public static byte[] Tiff(int orientation, bool bigEndian = false)
    {
        byte[] tiff =
        [
            .. bigEndian ? "MM"u8 : "II"u8, 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0,
        ];
        if (!bigEndian)
            return tiff;
        foreach (int at in (int[])[2, 8, 10, 12, 18])
            tiff.AsSpan(at, 2).Reverse();
        foreach (int at in (int[])[4, 14])
            tiff.AsSpan(at, 4).Reverse();
        return tiff;
    }

    /// <summary>Puts the tag into a JPEG file.</summary>
    public static byte[] AddToJpeg(byte[] jpeg, int orientation, bool bigEndian = false)
    {
        byte[] content = [.. "Exif\0\0"u8, .. Tiff(orientation, bigEndian)];
        byte[] segment = [0xFF, 0xE1, 0, 0, .. content];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(content.Length + 2));
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>The picture as a camera stores it that then writes this orientation (EXIF 2.3, tag 274).</summary>
    public static TestPicture Store(TestPicture upright, int orientation)
    {
        (int h, int w) = (upright.Height, upright.Width);
        return orientation switch
        {
            2 => upright.Rearrange(h, w, (y, x) => (y, w - 1 - x)),
            3 => upright.Rearrange(h, w, (y, x) => (h - 1 - y, w - 1 - x)),
            4 => upright.Rearrange(h, w, (y, x) => (h - 1 - y, x)),
            5 => upright.Rearrange(w, h, (y, x) => (x, y)),
            6 => upright.Rearrange(w, h, (y, x) => (x, w - 1 - y)),
            7 => upright.Rearrange(w, h, (y, x) => (h - 1 - x, w - 1 - y)),
            8 => upright.Rearrange(w, h, (y, x) => (h - 1 - x, y)),
            _ => upright,
        };
    }
}
