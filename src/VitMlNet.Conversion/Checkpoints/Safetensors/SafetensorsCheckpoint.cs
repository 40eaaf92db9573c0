namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A model of timm or transformers in .safetensors files: its tensors in the names and layouts of Google's checkpoints.</summary>
internal sealed class SafetensorsCheckpoint : Checkpoint
{
    private readonly HubFiles _hub;
    private readonly List<CheckpointFile> _files = [];
    private readonly OrderedDictionary<string, CheckpointTensor> _tensors = [];
    private CheckpointFacts? _facts;

    private SafetensorsCheckpoint(HubFiles hub) => _hub = hub;

    public override string Path => _hub.Path;

    public override long Length => _files.Sum(file => file.Length);

    public override IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    public override CheckpointFacts Facts => _facts!;

    /// <exception cref="ConversionException">The files are damaged, do not fit each other, or are of another architecture.</exception>
    public static SafetensorsCheckpoint Open(string path)
    {
        var checkpoint = new SafetensorsCheckpoint(HubFiles.Find(path));
        try
        {
            Dictionary<string, SafetensorsTensor> stored = checkpoint.ReadHeaders();
            LibraryConfiguration configuration = LibraryConfiguration.Read(checkpoint._hub.Folder, stored.Keys.ToHashSet());
            foreach (LibraryTensor tensor in LibraryTensors.Of(checkpoint._files.Count == 1 ? checkpoint._files[0].Path : path, stored, configuration))
                checkpoint._tensors.Add(tensor.Name, tensor);
            checkpoint._facts = configuration.Facts(checkpoint._files.Count);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public override string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default) =>
        FilesHash.Sha256(_hub.Weights, bytesRead, token);

    public override void Dispose()
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
