namespace VitMlNet;

/// <summary>Copies large files so that a target is either whole or not there.</summary>
internal static class FileCopy
{
    private const int BufferLength = 1 << 20;

    /// <summary>Copies a file under a temporary name and then gives it its own.</summary>
    public static void Copy(string source, string target, Action<int> bytesCopied, CancellationToken cancellationToken)
    {
        string pending = PendingName(target);
        try
        {
            using (FileStream from = Open(source))
            using (var to = new FileStream(pending, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                to.SetLength(from.Length);
                byte[] buffer = new byte[BufferLength];
                for (int read; (read = from.Read(buffer)) > 0; bytesCopied(read))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    to.Write(buffer, 0, read);
                }
            }

            File.Move(pending, target, overwrite: true);
        }
        finally
        {
            Remove(pending);
        }
    }

    /// <summary>Whether two files have the same bytes.</summary>
    public static bool AreEqual(string first, string second, Action<int> bytesCompared, CancellationToken cancellationToken)
    {
        using FileStream a = Open(first), b = Open(second);
        if (a.Length != b.Length)
            return false;
        byte[] left = new byte[BufferLength], right = new byte[BufferLength];
        for (int read; (read = a.Read(left)) > 0; bytesCompared(read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (b.ReadAtLeast(right.AsSpan(0, read), read, throwOnEndOfStream: false) != read || !left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
                return false;
        }

        return true;
    }

    /// <summary>A name in the target's folder that nothing else uses.</summary>
    public static string PendingName(string target) => $"{target}.{Guid.NewGuid():N}.tmp";

    /// <summary>Deletes a file, if it is there and that can be done; whatever went wrong before is what matters.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
}
