using System.Security.Cryptography;
using VitMlNet.ModelFile;

namespace VitMlNet.Store.Downloads;

/// <summary>The checksums of a file.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Crc32C">In base64, as in the server's header.</param>
/// <param name="Md5">In base64.</param>
internal sealed record FileChecksums(string Sha256, string Crc32C, string Md5)
{
    private const int BufferLength = 1 << 20;

    /// <summary>Reads the file once.</summary>
    public static FileChecksums Compute(string path, Action<long> bytesRead, CancellationToken token)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Not for security: Google's storage offers no stronger checksum.
#pragma warning disable CA5351
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        var crc = new Crc32C();
        var buffer = new byte[BufferLength];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        for (long done = 0; ;)
        {
            token.ThrowIfCancellationRequested();
            int count = file.Read(buffer);
            if (count == 0)
                return new FileChecksums(Convert.ToHexStringLower(sha256.GetHashAndReset()), crc.ToBase64(), Convert.ToBase64String(md5.GetHashAndReset()));
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, count);
            sha256.AppendData(bytes);
            md5.AppendData(bytes);
            crc.Append(bytes);
            bytesRead(done += count);
        }
    }

    /// <summary>Describes a difference from the checksums that are known; <see langword="null"/> if there is none.</summary>
    /// <param name="expected">Those that the server sent.</param>
    /// <param name="sha256">The registry's; <see langword="null"/> where it is not known.</param>
    public string? DifferenceFrom(ServerChecksums expected, string? sha256)
    {
        if (sha256 is not null && sha256 != Sha256)
            return $"its SHA-256 is {Sha256}, that of the published file is {sha256}";
        if (expected.Crc32C is { } crc && crc != Crc32C)
            return $"its CRC-32C is {Crc32C}, the server stated {crc}";
        if (expected.Md5 is { } md5 && md5 != Md5)
            return $"its MD5 is {Md5}, the server stated {md5}";
        return null;
    }

    /// <summary>The checksums that <see cref="DifferenceFrom"/> compares.</summary>
    public static IReadOnlyList<string> Known(ServerChecksums expected, string? sha256) =>
        [.. sha256 is null ? [] : new[] { "sha256" }, .. expected.Crc32C is null ? [] : new[] { "crc32c" }, .. expected.Md5 is null ? [] : new[] { "md5" }];
}
