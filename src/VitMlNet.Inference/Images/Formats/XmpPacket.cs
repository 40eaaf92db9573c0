using SkiaSharp;

namespace VitMlNet;

/// <summary>Finds the orientation in an XMP packet: the attribute or the element <c>tiff:Orientation</c>.</summary>
internal static class XmpPacket
{
    public static SKEncodedOrigin? FindOrientation(ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> name = "tiff:Orientation"u8;
        int found = packet.IndexOf(name);
        if (found < 0)
            return null;
        ReadOnlySpan<byte> value = packet[(found + name.Length)..].TrimStart(" \t\r\n=>\"'"u8);
        return value is [>= (byte)'1' and <= (byte)'8', (byte)'"' or (byte)'\'' or (byte)'<' or (byte)' ', ..] ? (SKEncodedOrigin)(value[0] - '0') : null;
    }
}
