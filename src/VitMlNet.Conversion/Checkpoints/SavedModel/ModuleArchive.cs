using System.Formats.Tar;
using System.IO.Compression;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>A SavedModel in a <c>.tar</c> or <c>.tar.gz</c>, as the model hubs serve it; a folder around it in the archive may have any name.</summary>
/// <remarks>
/// The archive is read once, front to back. The index and the signature stay in memory; the shards, which may come before the index
/// and are read tensor by tensor, go to a temporary folder, which is removed when this is disposed.
/// </remarks>
internal sealed class ModuleArchive : IModuleFiles
{
    private readonly bool _unpacks;
    private readonly IProgress<long>? _progress;
    private readonly Dictionary<string, long> _shards = [];
    private string? _root;
    private string? _indexRoot;
    private DirectoryInfo? _folder;
    private ModuleSignature? _signature;
    private byte[]? _index;

    private ModuleArchive(string path, bool unpacks, IProgress<long>? progress)
    {
        _progress = progress;
        Path = path;
        _unpacks = unpacks;
    }

    public string Path { get; }

    public ModuleSignature Signature => _signature!;

    public ReadOnlyMemory<byte> Index => _index!;

    public long Length => new FileInfo(Path).Length;

    /// <summary>Whether the first bytes are those of a gzip or a tar file.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) =>
        start is [0x1F, 0x8B, ..] || (start.Length >= 262 && start[257..262].SequenceEqual("ustar"u8));

    /// <param name="path">The archive.</param>
    /// <param name="unpack">Whether tensors will be read; without it nothing is written to disk.</param>
    /// <param name="progress">Receives the bytes of the archive that were read so far, about once a mebibyte of what is in it.</param>
    /// <param name="token">Stops the work; nothing is left behind.</param>
    public static ModuleArchive Open(string path, bool unpack, IProgress<long>? progress, CancellationToken token)
    {
        var archive = new ModuleArchive(path, unpack, progress);
        try
        {
            archive.Read(token);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public string NameOf(string file) => System.IO.Path.Combine(Path, file);

    public long? LengthOf(string file) => _shards.TryGetValue(_root + file, out long length) ? length : null;

    CheckpointFile? IModuleFiles.Open(string file) => _unpacks ? CheckpointFile.Open(Unpacked(_root + file)) : null;

    public string ComputeSha256(IProgress<long>? bytesRead, CancellationToken token) => FilesHash.Sha256([Path], bytesRead, token);

    public void Dispose()
    {
        try
        {
            _folder?.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder of temporary files is emptied by the system in time; what was converted is whole.
        }
    }

    private void Read(CancellationToken token)
    {
        int members = 0;
        try
        {
            using FileStream file = RegularFile.OpenRead(Path);
            Span<byte> start = stackalloc byte[2];
            bool zipped = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
            file.Position = 0;
            using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var guarded = new TarGuard(stream);
            using var reader = new TarReader(guarded, leaveOpen: true);
            for (; reader.GetNextEntry() is { } entry; members++)
            {
                token.ThrowIfCancellationRequested();
                if (ArchiveMember.NameOf(entry) is { } name)
                    Take(name, entry.DataStream ?? Stream.Null, entry.Length, file, token);
            }

            // Behind the last member gzip's checksum is still to come.
            Copy(guarded, Stream.Null, token);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException
            or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            string advice = exception is UnauthorizedAccessException ? "Change its permissions or copy it elsewhere."
                : exception.HResult == DiskFull ? $"Shards are unpacked to {System.IO.Path.GetTempPath()}; make room there, or name another folder for temporary files by TMPDIR (TEMP on Windows)."
                : "Download it again.";
            throw new ConversionException($"The archive cannot be read: {exception.Message.TrimEnd('.')}. {advice}", Path, innerException: exception);
        }

        if (members == 0)
            throw new ConversionException("A SavedModel in a tar archive was expected, the archive is empty. Download it again.", Path);
        if (_signature is null)
            throw ModuleLayout.Missing(ModuleLayout.Graph, NameOf(ModuleLayout.Graph));
        if (_index is null || _indexRoot != _root)
            throw ModuleLayout.Missing(ModuleLayout.Index, NameOf(ModuleLayout.Index));
    }

    private static int DiskFull => OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;

    private void Take(string name, Stream data, long length, FileStream archive, CancellationToken token)
    {
        if (RootOf(name, ModuleLayout.Graph) is { } root)
        {
            if (_signature is not null)
                throw new InvalidDataException($"it holds several SavedModels, in '{Printable.Of(_root!)}' and '{Printable.Of(root)}'; give an archive of one");
            _root = root;
            _signature = ModuleSignature.Read(data);
        }
        else if (RootOf(name, ModuleLayout.Index) is { } indexRoot)
        {
            if (_index is not null)
                throw new InvalidDataException($"it holds several files {ModuleLayout.Index}; give an archive of one SavedModel");
            if (length > ModuleLayout.LongestIndex)
                throw new InvalidDataException($"its {ModuleLayout.Index} has {length} bytes, more than any Vision Transformer needs");
            _indexRoot = indexRoot;
            _index = new byte[length];
            data.ReadExactly(_index);
        }
        else if (name.LastIndexOf(ModuleLayout.DataPrefix, StringComparison.Ordinal) is >= 0 and var at && ModuleLayout.IsShard(name[at..]))
        {
            if (!_shards.TryAdd(name, length))
                throw new InvalidDataException($"its member '{Printable.Of(name)}' is there twice");
            if (_unpacks)
                Unpack(name, data, archive, token);
        }
    }

    /// <summary>What stands before <paramref name="file"/> in a member's name: nothing, or a folder with its slash; null for another file.</summary>
    private static string? RootOf(string name, string file) =>
        name == file ? "" : name.EndsWith("/" + file, StringComparison.Ordinal) ? name[..^file.Length] : null;

    private void Unpack(string name, Stream data, FileStream archive, CancellationToken token)
    {
        _folder ??= Directory.CreateTempSubdirectory("vitmlnet-");
        using var file = new FileStream(Unpacked(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        Copy(data, file, token, () => _progress?.Report(archive.Position));
        if (file.Length != _shards[name])
            throw new InvalidDataException($"its member '{Printable.Of(name)}' ends after {file.Length} of {_shards[name]} bytes");
    }

    /// <summary>The shard's number among those met names its file, so that no member's name reaches the disk.</summary>
    private string Unpacked(string name) =>
        System.IO.Path.Combine(_folder!.FullName, FormattableString.Invariant($"{_shards.Keys.ToList().IndexOf(name)}.shard"));

    private static void Copy(Stream from, Stream to, CancellationToken token, Action? copied = null)
    {
        var buffer = new byte[1 << 20];
        for (int count; (count = from.Read(buffer)) > 0;)
        {
            token.ThrowIfCancellationRequested();
            to.Write(buffer, 0, count);
            copied?.Invoke();
        }
    }
}
