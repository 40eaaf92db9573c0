using System.Buffers;
using System.Runtime.InteropServices;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>Numbers that lie side by side in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where the first of them begins, in bytes; it need not be aligned.</param>
/// <param name="Format">How they are stored.</param>
/// <param name="Count">How many there are.</param>
internal sealed record StoredElements(CheckpointFile File, long Offset, ElementFormat Format, int Count)
{
    private const int ChunkLength = 1 << 18;

    /// <summary>Reads elements as float32, a mebibyte at a time.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="destination">As many as are wanted; they must lie within <see cref="Count"/>.</param>
    /// <param name="bytesRead">Told the bytes as they are stored, in order; <see langword="null"/> for nobody.</param>
    public void Read(int start, Span<float> destination, Action<ReadOnlySpan<byte>>? bytesRead = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)destination.Length, Count);
        byte[] buffer = Format.IsNative ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(ChunkLength, destination.Length) * Format.Size);
        for (int done = 0; done < destination.Length; done += ChunkLength)
        {
            Span<float> chunk = destination[done..Math.Min(destination.Length, done + ChunkLength)];
            Span<byte> bytes = Format.IsNative ? MemoryMarshal.AsBytes(chunk) : buffer.AsSpan(0, chunk.Length * Format.Size);
            File.ReadAt(Offset + (start + (long)done) * Format.Size, bytes);
            bytesRead?.Invoke(bytes);
            if (!Format.IsNative)
                Format.Convert(bytes, chunk);
        }

        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
