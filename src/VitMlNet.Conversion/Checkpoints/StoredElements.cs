using System.IO.Hashing;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>Numbers that lie side by side in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where the first of them begins, in bytes; it need not be aligned.</param>
/// <param name="Format">How they are stored.</param>
/// <param name="Count">How many there are.</param>
internal sealed record StoredElements(CheckpointFile File, long Offset, ElementFormat Format, int Count)
{
    /// <summary>Reads elements as float32.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="destination">As many as are wanted; they must lie within <see cref="Count"/>.</param>
    /// <param name="checksum">Receives the bytes as they are stored, or <see langword="null"/>.</param>
    public void Read(int start, Span<float> destination, NonCryptographicHashAlgorithm? checksum = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (long)destination.Length, Count);
        using Stream stream = File.OpenRange(Offset + start * (long)Format.Size, destination.Length * (long)Format.Size);
        Format.Read(stream, destination, checksum);
    }
}
