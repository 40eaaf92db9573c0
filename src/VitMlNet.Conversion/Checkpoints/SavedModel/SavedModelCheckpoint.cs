namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>The named tensors of a module of Google's Vision Transformers, a TensorFlow SavedModel, read without TensorFlow.</summary>
internal sealed class SavedModelCheckpoint : Checkpoint
{
    private const int Float32 = 1, String = 7, BFloat16 = 14, Float16 = 19;

    private readonly IModuleFiles _files;
    private readonly List<CheckpointFile?> _shards = [];
    private readonly OrderedDictionary<string, CheckpointTensor> _tensors = [];

    private SavedModelCheckpoint(IModuleFiles files) => _files = files;

    public override string Path => _files.Path;

    public override long Length => _files.Length;

    public override IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    public override CheckpointFacts Facts => new()
    {
        Format = _files.Signature.TensorFlowVersion is { Length: > 0 } version ? $"SavedModel of TensorFlow {Printable.Of(version)}" : "SavedModel",
        Names = "from the order of the variables, which have none",
        Resolution = _files.Signature.Resolution,
        Notes = _tensors.TryGetValue("head/kernel", out CheckpointTensor? head) && head.Shape[0] == head.Shape[^1]
            ? ["The head has as many classes as features: it may be the pre_logits layer of a feature extractor."]
            : [],
    };

    /// <param name="path">A folder or an archive.</param>
    /// <param name="readValues">Whether tensors will be read; an archive's shards are unpacked to disk for it.</param>
    /// <param name="unpacked">Receives the bytes of an archive that were read so far.</param>
    /// <param name="token">Stops the unpacking.</param>
    public static SavedModelCheckpoint Open(string path, bool readValues, IProgress<long>? unpacked = null, CancellationToken token = default)
    {
        var checkpoint = new SavedModelCheckpoint(Directory.Exists(path) ? ModuleFolder.Open(path) : ModuleArchive.Open(path, readValues, unpacked, token));
        try
        {
            checkpoint.ReadIndex();
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    public override string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default) => _files.ComputeSha256(bytesRead, token);

    public override void Dispose()
    {
        foreach (CheckpointFile? shard in _shards)
            shard?.Dispose();
        _files.Dispose();
    }

    private void ReadIndex()
    {
        string index = _files.NameOf(ModuleLayout.Index);
        try
        {
            TensorBundle bundle = TensorBundle.Read(_files.Index.Span);
            OpenShards(bundle);
            foreach ((string key, BundleEntryProto entry) in bundle.Others)
                CheckOther(key, entry, bundle);
            IReadOnlyList<string> names = VariableOrder.NamesOf([.. bundle.Variables.Select(entry => entry.ShapeOf())]);
            IReadOnlyList<BundleEntryProto> variables = bundle.Variables;
            for (int number = 0; number < names.Count; number++)
                _tensors.Add(names[number], Tensor(number, names[number], variables[number], bundle.ShardCount));
        }
        catch (InvalidDataException exception)
        {
            throw new ConversionException(
                $"The index of the variables cannot be used: {exception.Message}. Download the module again, or give a module of ViT-jax2tf.", index, innerException: exception);
        }
    }

    private void OpenShards(TensorBundle bundle)
    {
        for (int number = 0; number < bundle.ShardCount; number++)
        {
            string file = ModuleLayout.Shard(number, bundle.ShardCount);
            if (_files.LengthOf(file) is null)
                throw ModuleLayout.Missing(file, _files.NameOf(file));
            _shards.Add(_files.Open(file));
        }

        foreach ((BundleEntryProto entry, string what) in bundle.Variables.Select((entry, number) => (entry, $"variable {number}"))
            .Concat(bundle.Others.Select(other => (other.Value, $"'{other.Key}'"))))
        {
            string file = ModuleLayout.Shard(entry.ShardId, bundle.ShardCount);
            long length = _files.LengthOf(file)!.Value;
            if (entry.Offset > length || entry.Size > length - entry.Offset)
            {
                throw new ConversionException(
                    $"The file is cut off: {what} should have {entry.Size} bytes from byte {entry.Offset} on, but the file ends at byte {length}. Download or unpack the module again.",
                    _files.NameOf(file));
            }
        }
    }

    private void CheckOther(string key, BundleEntryProto entry, TensorBundle bundle)
    {
        if (_shards[entry.ShardId] is not { } shard || entry.Dtype != String)
            return;
        try
        {
            StringTensor.Check(shard, entry);
        }
        catch (InvalidDataException exception)
        {
            throw new ConversionException(
                $"'{key}' is damaged: {exception.Message}. Download or unpack the module again.", _files.NameOf(ModuleLayout.Shard(entry.ShardId, bundle.ShardCount)), innerException: exception);
        }
    }

    private SavedModelTensor Tensor(int number, string name, BundleEntryProto entry, int shardCount)
    {
        ElementFormat format = entry.Dtype switch
        {
            Float32 => new ElementFormat(ElementKind.Float32, false),
            BFloat16 => new ElementFormat(ElementKind.BFloat16, false),
            Float16 => new ElementFormat(ElementKind.Float16, false),
            int other => throw new InvalidDataException($"variable {number} ('{name}') has the element type {other}; float32 (1), bfloat16 (14) and float16 (19) can be read"),
        };
        IReadOnlyList<long> shape = entry.ShapeOf();
        if (ElementCount.Of(shape) is not { } count || count * format.Size != entry.Size)
            throw new InvalidDataException($"variable {number} ('{name}') has the shape [{string.Join(", ", shape)}], which its {entry.Size} bytes do not fill");
        string where = _files.NameOf(ModuleLayout.Shard(entry.ShardId, shardCount));
        StoredElements? elements = _shards[entry.ShardId] is { } shard ? new StoredElements(shard, entry.Offset, format, (int)count) : null;
        return new SavedModelTensor(where, number, name, [.. shape.Select(size => (int)size)], elements, entry.Crc32C);
    }
}
