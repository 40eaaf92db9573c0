namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>A checkpoint in an <c>.npz</c> file: a zip archive of numpy arrays.</summary>
internal sealed class NpzCheckpoint : Checkpoint
{
    private const string ArrayExtension = ".npy";

    /// <summary>Finder adds a member of this folder for each file that it zips.</summary>
    private const string FinderFolder = "__MACOSX/";

    private readonly CheckpointFile _file;

    private NpzCheckpoint(CheckpointFile file, IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        _file = file;
        Tensors = tensors;
    }

    public override string Path => _file.Path;

    public override long Length => _file.Length;

    public override IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    public override CheckpointFacts Facts { get; } = new() { Format = "checkpoint (.npz)", Names = "those of the file" };

    /// <summary>Reads the directory and the headers of the arrays. The checkpoint owns the file from then on.</summary>
    /// <exception cref="ConversionException">The file is damaged, or is no archive of floating-point arrays.</exception>
    public static NpzCheckpoint Open(CheckpointFile file) => new(file, ReadTensors(file));

    public override string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default) =>
        _file.ComputeSha256(bytesRead, token);

    public override void Dispose() => _file.Dispose();

    private static OrderedDictionary<string, CheckpointTensor> ReadTensors(CheckpointFile file)
    {
        IReadOnlyList<NpzMember> members = NpzArchive.Read(file);
        IReadOnlyList<(string Name, NpzMember Item)> parameters = CanonicalNames.Resolve(
            members.Where(IsArray).Select(member => (member.Name[..^ArrayExtension.Length], member)));
        if (parameters.Count == 0)
        {
            if (members.Any(member => member.Name.EndsWith(".pkl", StringComparison.Ordinal)))
                throw new ConversionException("A checkpoint was expected, this is a pickled PyTorch file, which is never opened since it can run code. Give the .safetensors file of the same model.", file.Path);
            string found = members.Count == 0 ? "the archive is empty" : $"none of its {members.Count} members is one, the first is '{members[0].Name}'";
            throw new ConversionException(
                $"A checkpoint (.npz) of numpy arrays (.npy) was expected; {found}. Give the .npz file of a Vision Transformer checkpoint.", file.Path);
        }

        var tensors = new OrderedDictionary<string, CheckpointTensor>(parameters.Count);
        foreach ((string name, NpzMember member) in parameters)
        {
            if (!tensors.TryAdd(name, NpzTensor.Open(file, name, member)))
            {
                throw new ConversionException(
                    $"Two members hold it; the second is '{member.Name}'. Remove one and save the checkpoint again with numpy.savez.", file.Path, name);
            }
        }

        return tensors;
    }

    private static bool IsArray(NpzMember member) =>
        member.Name.EndsWith(ArrayExtension, StringComparison.Ordinal) && !member.Name.StartsWith(FinderFolder, StringComparison.Ordinal);
}
