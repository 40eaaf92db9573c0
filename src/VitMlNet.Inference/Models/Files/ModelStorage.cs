using System.Security.Cryptography;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Where a model's bytes are: in files, or in an entry of a saved pipeline. Immutable and thread-safe; it holds nothing open.</summary>
internal abstract class ModelStorage
{
    /// <summary>The full path of the file that exceptions name.</summary>
    public abstract string Path { get; }

    /// <summary>The number of bytes of the ONNX model, without external weights.</summary>
    public abstract long Length { get; }

    /// <summary>Opens the ONNX model, without external weights, for reading from its start to its end.</summary>
    public abstract Stream OpenRead();

    /// <summary>Whether ONNX Runtime opens <see cref="Path"/> itself; else it is given the bytes.</summary>
    public abstract bool IsFile { get; }

    /// <summary>A text that stays the same as long as the bytes do, and that no other model of this process has.</summary>
    /// <param name="files">The model's own file, and its external weights.</param>
    public abstract string GetVersion(IEnumerable<string> files);

    /// <summary>The SHA-256 of the ONNX model, without external weights.</summary>
    public abstract string GetHash();

    public byte[] ReadAllBytes()
    {
        using Stream stream = OpenRead();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A file's path, length and time of last writing.</summary>
    protected static string Describe(string path)
    {
        var info = new FileInfo(path);
        return $"{info.FullName}|{(info.Exists ? info.Length : -1)}|{info.LastWriteTimeUtc.Ticks}";
    }
}

/// <summary>A model file.</summary>
internal sealed class FileStorage(string path) : ModelStorage
{
    public override string Path { get; } = System.IO.Path.GetFullPath(path);

    public override bool IsFile => true;

    public override long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    public override Stream OpenRead() => RegularFile.OpenRead(Path);

    public override string GetVersion(IEnumerable<string> files) => string.Join('\n', files.Select(Describe));

    public override string GetHash() => ModelHashes.Get(Path);
}

/// <summary>A model inside an archive.</summary>
/// <param name="archivePath">The archive's full path.</param>
/// <param name="entry">The name of the entry, without which two models of one archive would be the same.</param>
/// <param name="length">The number of bytes.</param>
/// <param name="open">Opens the model's bytes for reading.</param>
internal sealed class ArchiveStorage(string archivePath, string entry, long length, Func<Stream> open) : ModelStorage
{
    private readonly Lazy<string> _hash = new(() =>
    {
        using Stream stream = open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });

    public override string Path => archivePath;

    public override bool IsFile => false;

    public override long Length => length;

    public override Stream OpenRead() => open();

    public override string GetVersion(IEnumerable<string> files) => $"{Describe(archivePath)}|{entry}";

    public override string GetHash() => _hash.Value;
}
