using Microsoft.Win32.SafeHandles;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Reads a file or a stream whole into pooled memory, after its first bytes have shown that it is an image.</summary>
internal static class EncodedFile
{
    private const int FirstStreamBuffer = 64 << 10;

    /// <exception cref="VitImageException">The file is absent, unreadable, empty, too long, or no image.</exception>
    public static PooledMemory Read(string path, VitImageOptions options)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new VitImageException("The path of an image file was expected; give one in every row.", "an empty path");
        try
        {
            if (PipedInput.IsAt(path))
                return ReadStream(path, options);
            using SafeFileHandle file = RegularFile.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            CheckLength(length, path, options);
            Span<byte> start = stackalloc byte[ImageFormats.SignatureLength];
            CheckSignature(start[..RandomAccess.Read(file, start, 0)], path);
            return ReadAll(file, length, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new VitImageException(Explain(path, e), path, e);
        }
        catch (OutOfMemoryException e)
        {
            throw NoMemory(path, e);
        }
    }

    private static PooledMemory ReadStream(string path, VitImageOptions options)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Read(stream, path, options);
    }

    /// <summary>Reads from the stream's position to its end, and does not close it.</summary>
    /// <exception cref="VitImageException">The stream is unreadable, empty, too long, or no image.</exception>
    public static PooledMemory Read(Stream stream, string source, VitImageOptions options)
    {
        var memory = new PooledMemory(FirstStreamBuffer);
        try
        {
            int length = stream.ReadAtLeast(memory.Slice(0, FirstStreamBuffer), ImageFormats.SignatureLength, throwOnEndOfStream: false);
            CheckLength(length, source, options);
            CheckSignature(memory.Slice(0, Math.Min(length, ImageFormats.SignatureLength)), source);
            int read;
            do
            {
                if (length == memory.Length)
                    memory = Grow(memory, options);
                read = stream.Read(memory.Slice(length, (int)memory.Length - length));
                length += read;
                CheckLength(length, source, options);
            }
            while (read > 0);
            memory.Shorten(length);
            return memory;
        }
        catch (Exception e)
        {
            memory.Dispose();
            if (e is OutOfMemoryException)
                throw NoMemory(source, e);
            if (e is IOException or NotSupportedException or ObjectDisposedException)
                throw new VitImageException($"The stream could not be read: {e.Message} Give an open, readable stream.", source, e);
            throw;
        }
    }

    private static VitImageException NoMemory(string source, Exception cause) => new(
        "There is no memory for the bytes of the file. Make the file smaller, or allow the process more memory.", source, cause)
    { Reason = VitImageErrorReason.TooManyBytes };

    public static void CheckLength(long length, string source, VitImageOptions options)
    {
        if (length == 0)
            throw new VitImageException($"It is empty; a {ImageFormats.Names} file was expected. "
                + "Give the picture again.", source)
            { Reason = VitImageErrorReason.Empty };
        if (length > options.MaxEncodedBytes)
        {
            throw new VitImageException(
                $"It has {length} bytes or more, over the limit of {options.MaxEncodedBytes}. "
                    + $"Make the file smaller, or raise {nameof(VitImageOptions)}.{nameof(VitImageOptions.MaxEncodedBytes)}.",
                source)
            { Reason = VitImageErrorReason.TooManyBytes };
        }
    }

    public static ImageFormat CheckSignature(ReadOnlySpan<byte> start, string source)
    {
        ImageFormat format = ImageFormats.Identify(start);
        if (format == ImageFormat.Unknown && ForeignFormats.Identify(start) is { } name)
        {
            throw new VitImageException($"{name} files are not supported; a {ImageFormats.Names} file is expected. Convert the picture to JPEG or PNG.", source)
            { Reason = VitImageErrorReason.Unsupported };
        }

        return format != ImageFormat.Unknown
            ? format
            : throw new VitImageException(
                $"A {ImageFormats.Names} file was expected; this begins with {Convert.ToHexString(start[..Math.Min(8, start.Length)])}. "
                    + "Convert the picture to one of these formats, or leave the file out.",
                source)
            { Reason = VitImageErrorReason.UnknownFormat };
    }

    private static PooledMemory ReadAll(SafeFileHandle file, long length, string path)
    {
        var memory = new PooledMemory(length);
        long at = 0;
        while (at < length)
        {
            int read = RandomAccess.Read(file, memory.Slice(at, (int)(length - at)), at);
            if (read == 0)
            {
                memory.Dispose();
                throw new VitImageException($"It was cut to {at} bytes while it was read; {length} were expected. Try again when nothing writes to it.", path);
            }

            at += read;
        }

        return memory;
    }

    private static PooledMemory Grow(PooledMemory memory, VitImageOptions options)
    {
        // One byte over the limit is enough to see that a stream is too long.
        var larger = new PooledMemory(Math.Min(2 * memory.Length, Math.Max(options.MaxEncodedBytes, memory.Length) + 1));
        memory.Slice(0, (int)memory.Length).CopyTo(larger.Slice(0, (int)memory.Length));
        memory.Dispose();
        return larger;
    }

    private static string Explain(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => "It is a folder; an image file was expected. Give the files in it.",
        // .NET has this character in place of bytes that are not UTF-8, so that it cannot open the file.
        FileNotFoundException or DirectoryNotFoundException when path.Contains('\uFFFD') => "Its name is not in UTF-8, and such files cannot be opened. Rename it.",
        FileNotFoundException or DirectoryNotFoundException => "There is no such file. Check the path.",
        PathTooLongException => "Its path is longer than the system allows. Move the file, or name it by a shorter path from a folder nearer to it.",
        UnauthorizedAccessException => "The file may not be read. Check its permissions.",
        _ => $"The file could not be read: {e.Message} Check the path and the disk.",
    };
}
