using System.Buffers.Binary;

namespace VitMlNet;

/// <summary>What a JPEG file says of its picture before its first scan (ITU-T T.81, B.2.2 and B.2.3).</summary>
/// <param name="Marker">The frame's marker, FF C0 to FF CF, which names the process; 0 where there is none.</param>
/// <param name="IsHierarchical">Whether it is one of several frames.</param>
/// <param name="Precision">The bits of a sample.</param>
/// <param name="CoefficientBytes">The size of all coefficients, which a decoder keeps of files with several scans.</param>
/// <param name="HasSeveralScans">Whether the picture comes in several scans.</param>
internal readonly record struct JpegFrame(byte Marker, bool IsHierarchical, int Precision, long CoefficientBytes, bool HasSeveralScans)
{
    private const int BlockSize = 8;
    private const int BlockBytes = 128;

    /// <summary>Reads it from a file, which may be damaged.</summary>
    public static JpegFrame Read(ReadOnlySpan<byte> file)
    {
        JpegFrame frame = default;
        int components = 0, at = 2;
        while (JpegStructure.TryReadSegment(file, ref at, out byte marker, out ReadOnlySpan<byte> content))
        {
            if (marker == JpegStructure.StartOfScan)
                return frame with { HasSeveralScans = IsProgressive(frame.Marker) || (content.Length > 0 && content[0] < components) };
            if (marker == JpegStructure.DefineHierarchicalProgression)
                frame = frame with { IsHierarchical = true };
            if (!IsFrame(marker) || content.Length < 6)
                continue;
            components = content[5];
            frame = frame with { Marker = marker, Precision = content[0], CoefficientBytes = CountCoefficients(content) };
        }

        return frame;
    }

    /// <summary>The name of a process that is not decoded; <see langword="null"/> for one that is.</summary>
    public string? FindUnsupported() => this switch
    {
        { IsHierarchical: true } or { Marker: 0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF } => "hierarchical JPEG",
        { Marker: 0xC3 } => "lossless JPEG",
        { Marker: 0xC9 or 0xCA or 0xCB } => "arithmetic-coded JPEG",
        { Marker: not 0, Precision: not 8 } => $"JPEG of {Precision} bits",
        _ => null,
    };

    // C4 and CC define tables, and C8 is reserved.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsProgressive(byte marker) => marker is 0xC2 or 0xC6 or 0xCA or 0xCE;

    private static long CountCoefficients(ReadOnlySpan<byte> frame)
    {
        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        int components = Math.Min((int)frame[5], (frame.Length - 6) / 3);
        int mostAcross = 1, mostDown = 1;
        for (int i = 0; i < components; i++)
        {
            byte sampling = frame[7 + (3 * i)];
            (mostAcross, mostDown) = (Math.Max(mostAcross, sampling >> 4), Math.Max(mostDown, sampling & 15));
        }

        long bytes = 0;
        for (int i = 0; i < components; i++)
        {
            byte sampling = frame[7 + (3 * i)];
            long across = Blocks(width, mostAcross) * (sampling >> 4), down = Blocks(height, mostDown) * (sampling & 15);
            bytes += across * down * BlockBytes;
        }

        return bytes;
    }

    private static long Blocks(int size, int most) => (size + (BlockSize * most) - 1) / (BlockSize * most);
}
