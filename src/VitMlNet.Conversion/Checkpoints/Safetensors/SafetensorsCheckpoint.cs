namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A model of timm or transformers in .safetensors files: its tensors in the names and layouts of Google's checkpoints.</summary>
internal sealed class SafetensorsCheckpoint : IDisposable
{
    private readonly HubFiles _hub;
    private readonly List<CheckpointFile> _files = [];

    private SafetensorsCheckpoint(HubFiles hub) => _hub = hub;

    /// <summary>The file or folder that was given.</summary>
    public string Path => _hub.Path;

    /// <summary>The bytes of all files of weights.</summary>
    public long Length => _files.Sum(file => file.Length);

    public int FileCount => _files.Count;

    /// <summary>What the configuration beside the weights says.</summary>
    public LibraryConfiguration Configuration { get; private set; } = null!;

    public IReadOnlyList<LibraryTensor> Tensors { get; private set; } = [];

    /// <summary>The values of all tensors in the files that the network uses.</summary>
    public long ParameterCount { get; private set; }

    /// <exception cref="ConversionException">The files are damaged, do not fit each other, or are of another architecture.</exception>
    public static SafetensorsCheckpoint Open(string path)
    {
        var checkpoint = new SafetensorsCheckpoint(HubFiles.Find(path));
        try
        {
            Dictionary<string, SafetensorsTensor> stored = checkpoint.ReadHeaders();
            checkpoint.ParameterCount = stored.Values.Sum(tensor => (long)tensor.Count);
            checkpoint.Configuration = LibraryConfiguration.Read(checkpoint._hub.Folder, stored.Keys.ToHashSet());
            checkpoint.Tensors = LibraryTensors.Of(checkpoint._files.Count == 1 ? checkpoint._files[0].Path : path, stored, checkpoint.Configuration);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The SHA-256 of the file, or of all shards one after the other.</summary>
    public string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default) =>
        FilesHash.Sha256(_hub.Weights, bytesRead, token);

    public void Dispose()
    {
        foreach (CheckpointFile file in _files)
            file.Dispose();
    }

    private Dictionary<string, SafetensorsTensor> ReadHeaders()
    {
        var stored = new Dictionary<string, SafetensorsTensor>();
        var found = new HashSet<string>();
        foreach (string path in _hub.Weights)
        {
            CheckpointFile file = CheckpointFile.Open(path);
            _files.Add(file);
            foreach (SafetensorsTensor tensor in SafetensorsHeader.Read(file))
            {
                string shard = System.IO.Path.GetFileName(path);
                if (_hub.ShardOf is { } shards && shards.GetValueOrDefault(tensor.Name) != shard)
                    throw tensor.Error($"the index says that it lies in {Printable.Of(shards.GetValueOrDefault(tensor.Name) ?? "no shard")}. Download the index and the shards of one revision");
                found.Add(tensor.Name);
                if (LibraryNames.Of(tensor.Name) is { } name && !stored.TryAdd(name, tensor))
                    throw tensor.Error($"another tensor, '{Printable.Of(stored[name].Name)}', means the same ('{Printable.Of(name)}')");
            }
        }

        if (_hub.ShardOf?.Keys.FirstOrDefault(name => !found.Contains(name)) is { } absent)
            throw new ConversionException($"The index names the tensor '{Printable.Of(absent)}', which its shard does not have. Download the index and the shards of one revision.", _hub.Path);
        return stored;
    }
}
