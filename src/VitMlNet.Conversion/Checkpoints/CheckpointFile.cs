using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints;

/// <summary>An open file: small reads at an offset, and memory-mapped ranges. Safe for use by several threads.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private const int HashBufferLength = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _map;

    private CheckpointFile(string path, SafeFileHandle handle, MemoryMappedFile map, long length)
    {
        Path = path;
        _handle = handle;
        _map = map;
        Length = length;
    }

    public string Path { get; }

    public long Length { get; }

    public static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
            throw new ConversionException("A checkpoint file was expected, a folder was found. Give the path of the file in it.", path);
        SafeFileHandle? handle = null;
        try
        {
            handle = RegularFile.OpenHandle(path);
            long length = RandomAccess.GetLength(handle);
            if (length == 0)
                throw new ConversionException("A checkpoint was expected, the file is empty. Download or copy it again.", path);
            var map = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new CheckpointFile(path, handle, map, length);
        }
        catch (Exception e)
        {
            handle?.Dispose();
            if (e is FileNotFoundException or DirectoryNotFoundException)
                throw new ConversionException("There is no such file. Check the path of the checkpoint.", path, innerException: e);
            if (e is UnauthorizedAccessException)
            {
                throw new ConversionException(
                    "The file cannot be opened for reading: permission denied. Change its permissions or copy it elsewhere.", path, innerException: e);
            }

            if (e is IOException or ArgumentException or NotSupportedException)
            {
                throw new ConversionException(
                    $"The file cannot be opened for reading: {e.Message} Check the path, and that no other program uses the file.", path, innerException: e);
            }

            throw;
        }
    }

    /// <summary>Reads bytes at an offset, all of which must lie within the file.</summary>
    public void ReadAt(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int count = ReadSome(offset, destination);
            if (count == 0)
            {
                throw new ConversionException(
                    $"The file ends at byte {offset}, it had {Length} bytes when it was opened. Do not change it during the conversion.", Path);
            }

            offset += count;
            destination = destination[count..];
        }
    }

    /// <summary>Opens a stream over the whole file, with a position of its own. The file's disposal closes it.</summary>
    public Stream OpenStream() => new FileStream(_handle, FileAccess.Read);

    /// <summary>Maps a range that must lie within the file; disposing the stream unmaps it.</summary>
    public Stream OpenRange(long offset, long length)
    {
        try
        {
            // A length of 0 would map all the rest of the file.
            return length == 0 ? Stream.Null : _map.CreateViewStream(offset, length, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConversionException(
                $"Bytes {offset} to {offset + length} cannot be mapped: {e.Message} Copy the file to a local disk.", Path, innerException: e);
        }
    }

    /// <summary>SHA-256 of the whole file, as 64 lower-case hexadecimal digits.</summary>
    public string ComputeSha256(IProgress<long>? bytesRead, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[HashBufferLength];
        for (long offset = 0; ;)
        {
            token.ThrowIfCancellationRequested();
            int count = ReadSome(offset, buffer);
            if (count == 0)
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            hash.AppendData(buffer, 0, count);
            offset += count;
            bytesRead?.Report(offset);
        }
    }

    public void Dispose()
    {
        _map.Dispose();
        _handle.Dispose();
    }

    private int ReadSome(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_handle, destination, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException(
                $"The file cannot be read at byte {offset}: {e.Message} Copy it to a local disk and try again.", Path, innerException: e);
        }
    }
}
