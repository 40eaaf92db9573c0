using System.IO.Compression;

namespace VitMlNet;

/// <summary>Reads entries of an archive whole, and never more of one than is allowed, whatever the archive says of their lengths.</summary>
internal static class ArchiveEntries
{
    /// <summary>The most bytes of an entry that is read into memory: a model may be 256 MiB, a part of ML.NET's holds a trainer's.</summary>
    public const long MaxLength = 1L << 30;

    /// <exception cref="InvalidDataException">The entry is longer than <paramref name="limit"/>.</exception>
    public static MemoryStream Read(ZipArchiveEntry entry, long limit = MaxLength)
    {
        var bytes = new MemoryStream();
        using Stream stream = entry.Open();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > limit)
                throw new InvalidDataException($"its entry '{entry.FullName}' has over {limit} bytes, the limit.");
            bytes.Write(buffer, 0, read);
        }

        bytes.Position = 0;
        return bytes;
    }
}
