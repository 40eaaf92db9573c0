namespace VitMlNet.ModelFile;

/// <summary>Reads files whole that are small, and never more of one than that, whatever it is.</summary>
internal static class SmallFile
{
    /// <exception cref="IOException">It is no regular file, is absent, cannot be read, or has over <paramref name="mostBytes"/> bytes.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int mostBytes)
    {
        using FileStream file = RegularFile.OpenRead(path);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        // The length is not asked for: files that are made as they are read, such as those of /proc, say 0.
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > mostBytes)
                throw new IOException($"it has over {mostBytes} bytes, the limit of such a file.");
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
