using System.IO.Compression;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>A file inside the archive: where its bytes lie and what they should be.</summary>
/// <param name="Name">The name as stored, such as <c>cls.npy</c>.</param>
/// <param name="HeaderOffset">Where its local header begins.</param>
/// <param name="DataOffset">Where its stored bytes begin.</param>
/// <param name="StoredSize">Bytes in the file.</param>
/// <param name="Size">Bytes when inflated.</param>
/// <param name="Deflated">Whether the stored bytes are deflated.</param>
/// <param name="Crc32">Checksum of the inflated bytes.</param>
internal sealed record NpzMember(string Name, long HeaderOffset, long DataOffset, long StoredSize, long Size, bool Deflated, uint Crc32)
{
    /// <summary>A stream of the inflated bytes, over a memory-mapped view that lives as long as the stream.</summary>
    public Stream Open(CheckpointFile file)
    {
        Stream stored = file.OpenRange(DataOffset, StoredSize);
        return Deflated ? new DeflateStream(stored, CompressionMode.Decompress) : stored;
    }
}
