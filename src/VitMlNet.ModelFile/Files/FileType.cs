using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VitMlNet.ModelFile;

/// <summary>What a path leads to.</summary>
internal enum FileType
{
    /// <summary>Nothing, or something that cannot be looked at; opening it says why.</summary>
    Unknown,
    Regular,
    Folder,
    Pipe,
    Socket,
    CharacterDevice,
    BlockDevice,
}

/// <summary>Finds out what a path leads to without opening it, since opening a pipe waits for a writer and devices may never end.</summary>
internal static partial class FileTypes
{
    private const int CurrentFolder = -100;
    private const uint StatxType = 1;
    private const int BufferLength = 256;

    /// <summary>The type of a file, symbolic links resolved; <see cref="FileType.Unknown"/> where the platform has no such question.</summary>
    public static FileType Find(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                return File.Exists(path) ? FileType.Regular : Directory.Exists(path) ? FileType.Folder : FileType.Unknown;
            return FindMode(path) is { } mode ? FromMode(mode) : FileType.Unknown;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return FileType.Unknown;
        }
    }

    /// <summary>The type with an article: <c>a named pipe</c>.</summary>
    public static string Describe(FileType type) => type switch
    {
        FileType.Regular => "a regular file",
        FileType.Folder => "a folder",
        FileType.Pipe => "a named pipe",
        FileType.Socket => "a socket",
        FileType.CharacterDevice or FileType.BlockDevice => "a device",
        _ => "unknown",
    };

    /// <summary>The POSIX <c>st_mode</c>; <see langword="null"/> when there is no such file or the platform's structure is not known.</summary>
    private static unsafe ushort? FindMode(string path)
    {
        byte* buffer = stackalloc byte[BufferLength];
        if (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid())
            return Statx(CurrentFolder, path, 0, StatxType, buffer) == 0 ? ReadMode(buffer, offset: 28) : null;
        if (!OperatingSystem.IsMacOS())
            return null;
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnIntelMac(path, buffer) : Stat(path, buffer);
        return result == 0 ? ReadMode(buffer, offset: 4) : null;
    }

    private static unsafe ushort ReadMode(byte* buffer, int offset)
    {
        var mode = new ReadOnlySpan<byte>(buffer + offset, sizeof(ushort));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(mode) : BinaryPrimitives.ReadUInt16BigEndian(mode);
    }

    private static FileType FromMode(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileType.Regular,
        0x4000 => FileType.Folder,
        0x1000 => FileType.Pipe,
        0xC000 => FileType.Socket,
        0x2000 => FileType.CharacterDevice,
        0x6000 => FileType.BlockDevice,
        _ => FileType.Unknown,
    };

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Stat(string path, byte* result);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatOnIntelMac(string path, byte* result);
}
