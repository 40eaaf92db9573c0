namespace VitMlNet.Store.Tests;

/// <summary>A store in a folder of its own, a server, and one published model, the small checkpoint that the server has.</summary>
internal sealed class StoreScene : IDisposable
{
    public const string Name = "tiny";

    private static readonly CheckpointInfo s_info = CheckpointConverter.Inspect(Path.Combine(RepositoryPaths.Goldens, "tiny_vit.ckpt.npz"));

    private readonly TemporaryFolder _folder = new();

    public StoreScene(params ServerReply[] replies)
    {
        Server = new FileServer(Content, replies);
        CheckpointInfo info = s_info;
        Model = new VitPublishedModel
        {
            Name = Name,
            Architecture = info.Architecture,
            Resolution = info.Resolution,
            ClassCount = info.ClassCount!.Value,
            ParameterCount = info.ParameterCount,
            CheckpointBytes = Content.Length,
            FileName = "tiny-published.npz",
            License = "Apache-2.0",
        };
        Options = new StoreSettings { Folder = _folder.File("models"), Mirror = Server.Address };
    }

    /// <summary>The right file.</summary>
    public static byte[] Content { get; } = File.ReadAllBytes(Path.Combine(RepositoryPaths.Goldens, "tiny_vit.ckpt.npz"));

    /// <summary>The checksum lines of the right file.</summary>
    public static IReadOnlyList<string> Checksums { get; } = ["x-goog-hash: " + Crc(Content), "x-goog-hash: " + FileServer.Md5(Content)];

    public FileServer Server { get; }

    public VitPublishedModel Model { get; private set; }

    /// <summary>The SHA-256 that is published for the model.</summary>
    public string Sha256
    {
        init => Model = Publish(Model.CheckpointBytes, value);
    }

    /// <summary>The length that is published for the checkpoint.</summary>
    public long CheckpointBytes
    {
        init => Model = Publish(value, Model.CheckpointSha256);
    }

    public StoreSettings Options { get; set; }

    public string Folder => Options.Folder;

    public string Checkpoint => Path.Combine(Folder, "checkpoints", Model.FileName);

    public string Part => Checkpoint + ".part";

    public VitModelStore Store => new(Options.Create(), [Model]);

    private VitPublishedModel Publish(long bytes, string? sha256) => new()
    {
        Name = Model.Name,
        Architecture = Model.Architecture,
        Resolution = Model.Resolution,
        ClassCount = Model.ClassCount,
        ParameterCount = Model.ParameterCount,
        CheckpointBytes = bytes,
        CheckpointSha256 = sha256,
        FileName = Model.FileName,
        License = Model.License,
    };

    public static string Crc(byte[] content)
    {
        var crc = new VitMlNet.ModelFile.Crc32C();
        crc.Append(content);
        return "crc32c=" + crc.ToBase64();
    }

    public Task<string> GetAsync(CancellationToken token = default) => Store.GetAsync(Name, null, token);

    public async Task<VitModelStoreException> FailAsync() => await Assert.ThrowsExactlyAsync<VitModelStoreException>(() => GetAsync());

    /// <summary>Checks that the model is the one that a conversion of the right file gives, and that nothing else is left.</summary>
    public void ExpectRightModel(string path, byte[]? content = null)
    {
        Assert.AreEqual(Path.Combine(Folder, "tiny.onnx"), path);
        string source = Path.Combine(Directory.CreateDirectory(_folder.File("expected")).FullName, Model.FileName);
        File.WriteAllBytes(source, content ?? Content);
        string expected = _folder.File("expected.onnx");
        CheckpointConverter.Convert(source, expected);
        CollectionAssert.AreEqual(File.ReadAllBytes(expected), File.ReadAllBytes(path));
        ExpectFiles("tiny.onnx", "tiny.onnx.json");
    }

    /// <summary>Checks which files the store's folder holds, the lock aside.</summary>
    public void ExpectFiles(params string[] names)
    {
        string[] found = !Directory.Exists(Folder) ? [] : [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
            .Where(name => !name.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(names, found, string.Join(", ", found));
    }

    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }
}
