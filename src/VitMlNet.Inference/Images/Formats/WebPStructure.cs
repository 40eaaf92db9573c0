using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>Compares a WebP file's length with what its RIFF header says.</summary>
internal static class WebPStructure
{
    public static string? FindMissing(ReadOnlySpan<byte> file)
    {
        long expected = 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        return file.Length < expected ? $"has {file.Length} of the {expected} bytes that its header says" : null;
    }
}
