using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>An image that comes from another program, such as <c>/dev/stdin</c>, and can be read only once.</summary>
internal static class PipedImage
{
    /// <summary>Reads it whole; <see langword="null"/> for a path to anything else.</summary>
    /// <exception cref="VitImageException">It cannot be read.</exception>
    public static ReadOnlyMemory<byte>? Read(string path)
    {
        if (!PipedInput.IsAt(path))
            return null;
        try
        {
            // One byte over the limit, at which the library refuses it.
            long limit = new VitImageOptions().MaxEncodedBytes + 1;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            using var content = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read; content.Length < limit && (read = stream.Read(buffer)) > 0;)
                content.Write(buffer, 0, read);
            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitImageException($"It cannot be read: {e.Message} Give a regular file.", path, e);
        }
    }
}
