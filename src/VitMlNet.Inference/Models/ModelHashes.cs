using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace VitMlNet;

/// <summary>The SHA-256 of models' files, computed once in a process as long as a file's length and time stay the same.</summary>
internal static class ModelHashes
{
    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), string> s_hashes = new();

    /// <exception cref="VitModelException">The file cannot be read.</exception>
    public static string Get(string path)
    {
        try
        {
            var info = new FileInfo(path);
            return s_hashes.GetOrAdd((path, info.Length, info.LastWriteTimeUtc), static key =>
            {
                using var file = new FileStream(key.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);
                return Convert.ToHexStringLower(SHA256.HashData(file));
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read: {e.Message} Check that it is still there, and its permissions.", path, e);
        }
    }
}
