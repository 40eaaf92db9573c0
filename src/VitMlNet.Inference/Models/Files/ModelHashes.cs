using System.Collections.Concurrent;
using System.Security.Cryptography;
using VitMlNet.ModelFile;

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
            while (true)
            {
                (string, long, DateTime) key = Describe(path);
                if (s_hashes.TryGetValue(key, out string? hash))
                    return hash;
                hash = Compute(path);

                // A file that was replaced meanwhile is read again.
                if (Describe(path) == key)
                    return s_hashes.GetOrAdd(key, hash);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read: {e.Message} Check that it is still there, and its permissions.", path, e);
        }
    }

    private static (string Path, long Length, DateTime Written) Describe(string path)
    {
        FileInfo info = LinkedFile.Find(path);
        return (path, info.Length, info.LastWriteTimeUtc);
    }

    private static string Compute(string path)
    {
        using FileStream file = RegularFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
