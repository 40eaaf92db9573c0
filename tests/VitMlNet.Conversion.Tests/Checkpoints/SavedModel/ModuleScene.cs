using System.Formats.Tar;
using System.IO.Compression;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>A small module of twelve blocks, unpacked, to be damaged and packed again.</summary>
internal sealed class ModuleScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModuleScene(string archive = "nano12_classification")
    {
        Directory.CreateDirectory(Folder);
        using FileStream file = File.OpenRead(Archive(archive));
        using var stream = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(stream, Folder, overwriteFiles: false);
    }

    /// <summary>The unpacked module.</summary>
    public string Folder => _folder.File("module");

    public string Graph => Path.Combine(Folder, "saved_model.pb");

    public string Index => Path.Combine(Folder, "variables", "variables.index");

    public string Data => Path.Combine(Folder, "variables", "variables.data-00000-of-00001");

    /// <summary>Where a test may put an archive.</summary>
    public string ArchivePath => _folder.File("module.tar.gz");

    public static string Archive(string name) => Path.Combine(RepositoryPaths.Goldens, "savedmodels", name + ".tar.gz");

    /// <summary>The checkpoint that the module was made from.</summary>
    public static CheckpointConfiguration Checkpoint { get; } = new(16, 12, 2, 32, 16) { Classes = 3, Image = 32 };

    public void Change(string path, Func<byte[], byte[]> change) => File.WriteAllBytes(path, change(File.ReadAllBytes(path)));

    /// <summary>Packs members of any kind; content that is null makes a link to <c>/etc/hostname</c>.</summary>
    public string Pack(params IEnumerable<(string Name, byte[]? Content)> members)
    {
        using FileStream file = File.Create(ArchivePath);
        using var stream = new GZipStream(file, CompressionLevel.Fastest);
        using var writer = new TarWriter(stream, TarEntryFormat.Gnu);
        foreach ((string name, byte[]? content) in members)
        {
            writer.WriteEntry(content is null
                ? new GnuTarEntry(TarEntryType.SymbolicLink, name) { LinkName = "/etc/hostname" }
                : new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return ArchivePath;
    }

    /// <summary>The module's own files as members of an archive.</summary>
    public IEnumerable<(string Name, byte[]? Content)> Members(string prefix = "") =>
    [
        (prefix + "variables/variables.data-00000-of-00001", File.ReadAllBytes(Data)),
        (prefix + "saved_model.pb", File.ReadAllBytes(Graph)),
        (prefix + "variables/variables.index", File.ReadAllBytes(Index)),
    ];

    public void Dispose() => _folder.Dispose();
}
