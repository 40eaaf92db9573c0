using System.IO.Compression;

namespace VitMlNet.Conversion.Checkpoints.Npz;

/// <summary>A checkpoint in an <c>.npz</c> file: a zip archive of numpy arrays.</summary>
internal sealed class NpzCheckpoint : Checkpoint
{
    private const string ArrayExtension = ".npy";

    /// <summary>Finder adds a member of this folder for each file that it zips.</summary>
    private const string FinderFolder = "__MACOSX/";

    private readonly NpzArchive _archive;

    private NpzCheckpoint(NpzArchive archive, IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        _archive = archive;
        Tensors = tensors;
    }

    public override string Path => _archive.File.Path;

    public override long Length => _archive.File.Length;

    public override IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    public override CheckpointFacts Facts { get; } = new() { Format = "checkpoint (.npz)", Names = "those of the file" };

    /// <summary>Reads the directory and the headers of the arrays. The checkpoint owns the file from then on.</summary>
    /// <exception cref="ConversionException">The file is damaged, or is no archive of floating-point arrays.</exception>
    public static NpzCheckpoint Open(CheckpointFile file)
    {
        NpzArchive archive = NpzArchive.Open(file);
        return new NpzCheckpoint(archive, ReadTensors(archive));
    }

    public override string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default) =>
        _archive.File.ComputeSha256(bytesRead, token);

    public override void Dispose() => _archive.Dispose();

    private static OrderedDictionary<string, CheckpointTensor> ReadTensors(NpzArchive archive)
    {
        IReadOnlyList<ZipArchiveEntry> members = archive.Members;
        IReadOnlyList<(string Name, ZipArchiveEntry Item)> parameters = CanonicalNames.Resolve(
            members.Where(IsArray).Select(member => (member.FullName[..^ArrayExtension.Length], member)));
        if (parameters.Count == 0)
        {
            if (members.Any(member => member.FullName.EndsWith(".pkl", StringComparison.Ordinal)))
            {
                throw new ConversionException(
                    "A checkpoint was expected, this is a pickled PyTorch file, which is never opened since it can run code. Give the .safetensors file of the same model.",
                    archive.File.Path);
            }

            string found = members.Count == 0 ? "the archive is empty" : $"none of its {members.Count} members is one, the first is '{members[0].FullName}'";
            throw new ConversionException(
                $"A checkpoint (.npz) of numpy arrays (.npy) was expected; {found}. Give the .npz file of a Vision Transformer checkpoint.", archive.File.Path);
        }

        var tensors = new OrderedDictionary<string, CheckpointTensor>(parameters.Count);
        foreach ((string name, ZipArchiveEntry member) in parameters)
        {
            if (!tensors.TryAdd(name, NpzTensor.Open(archive, name, member)))
            {
                throw new ConversionException(
                    $"Two members have this name; the second is '{member.FullName}'. Remove one and save the checkpoint again with numpy.savez.",
                    archive.File.Path,
                    name);
            }
        }

        return tensors;
    }

    private static bool IsArray(ZipArchiveEntry member) =>
        member.FullName.EndsWith(ArrayExtension, StringComparison.Ordinal) && !member.FullName.StartsWith(FinderFolder, StringComparison.Ordinal);
}
