namespace VitMlNet.Conversion.Checkpoints;

/// <summary>A checkpoint of named float32 tensors in an .npz file, opened for reading. Safe for use by several threads until disposed.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly CheckpointFile _file;

    private Checkpoint(CheckpointFile file, IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        _file = file;
        Tensors = tensors;
    }

    public string Path => _file.Path;

    /// <summary>The file's size in bytes.</summary>
    public long Length => _file.Length;

    /// <summary>
    /// The parameters by canonical name (the numbering of the published files, any prefix stripped), in the order of the file.
    /// GroupNorm parameters have the shape that the file has: [C] or [1, 1, 1, C].
    /// </summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>Opens a file and reads the directory and the headers, no values.</summary>
    /// <exception cref="ConversionException">The file is absent, unreadable, damaged, or no .npz of floating-point arrays.</exception>
    public static Checkpoint Open(string path)
    {
        CheckpointFile file = CheckpointFile.Open(path);
        try
        {
            return new Checkpoint(file, ReadTensors(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>SHA-256 of the whole file, as 64 lower-case hexadecimal digits.</summary>
    /// <param name="bytesRead">Told the number of bytes read so far, about once a mebibyte.</param>
    /// <param name="token">Stops the work.</param>
    public string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default) => _file.ComputeSha256(bytesRead, token);

    public void Dispose() => _file.Dispose();

    private static OrderedDictionary<string, CheckpointTensor> ReadTensors(CheckpointFile file)
    {
        IReadOnlyList<NpzMember> members = NpzArchive.Read(file);
        IReadOnlyList<(string Name, NpzMember Item)> parameters = CanonicalNames.Resolve(members.Select(m => (m.Name, m)));
        if (parameters.Count == 0)
        {
            string found = members.Count == 0 ? "the archive is empty" : $"its {members.Count} members are none, the first is '{members[0].Name}'";
            throw new ConversionException($"A checkpoint (.npz) of numpy arrays (.npy) was expected; {found}. Give the .npz file of a Vision Transformer checkpoint.", file.Path);
        }

        var tensors = new OrderedDictionary<string, CheckpointTensor>(parameters.Count);
        foreach ((string name, NpzMember member) in parameters)
        {
            if (!tensors.TryAdd(name, CheckpointTensor.Open(file, name, member)))
                throw new ConversionException($"Two members hold it; the second is '{member.Name}'. Remove one and save the checkpoint again with numpy.savez.", file.Path, name);
        }

        return tensors;
    }
}
