using System.Security.Cryptography;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>The SHA-256 of files one after the other, as if they were one.</summary>
internal static class FilesHash
{
    /// <param name="paths">The files in their order; they must be there.</param>
    /// <param name="bytesRead">Told the number of bytes read so far, about once a mebibyte.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Sha256(IEnumerable<string> paths, IProgress<long>? bytesRead, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        long total = 0;
        foreach (string path in paths)
        {
            using CheckpointFile file = CheckpointFile.Open(path);
            for (long offset = 0; offset < file.Length;)
            {
                token.ThrowIfCancellationRequested();
                Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - offset));
                file.ReadAt(offset, chunk);
                hash.AppendData(chunk);
                offset += chunk.Length;
                bytesRead?.Report(total += chunk.Length);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
