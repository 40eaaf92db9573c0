using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>A SavedModel in a folder, as TensorFlow writes it.</summary>
internal sealed class ModuleFolder : IModuleFiles
{
    private readonly string[] _hashed;

    private ModuleFolder(string path, ModuleSignature signature, byte[] index)
    {
        Path = path;
        Signature = signature;
        Index = index;
        string variables = System.IO.Path.Combine(path, "variables");
        _hashed =
        [
            NameOf(ModuleLayout.Index),
            .. Directory.EnumerateFiles(variables).Where(file => ModuleLayout.IsShard("variables/" + System.IO.Path.GetFileName(file))).Order(StringComparer.Ordinal),
        ];
    }

    public string Path { get; }

    public ModuleSignature Signature { get; }

    public ReadOnlyMemory<byte> Index { get; }

    public long Length => _hashed.Sum(file => new FileInfo(file).Length);

    public static ModuleFolder Open(string path)
    {
        string graph = System.IO.Path.Combine(path, ModuleLayout.Graph);
        string index = System.IO.Path.Combine(path, ModuleLayout.Index);
        string current = graph;
        try
        {
            using FileStream stream = OpenFile(ModuleLayout.Graph, graph);
            ModuleSignature signature = ModuleSignature.Read(stream);
            current = index;
            using FileStream indexStream = OpenFile(ModuleLayout.Index, index);
            if (indexStream.Length > ModuleLayout.LongestIndex)
                throw new InvalidDataException($"it has {indexStream.Length} bytes, more than any Vision Transformer needs");
            var bytes = new byte[indexStream.Length];
            indexStream.ReadExactly(bytes);
            return new ModuleFolder(path, signature, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ConversionException($"The file cannot be read: {exception.Message.TrimEnd('.')}. Download or unpack the module again.", current, innerException: exception);
        }
    }

    public string NameOf(string file) => System.IO.Path.Combine(Path, file);

    public long? LengthOf(string file) => new FileInfo(NameOf(file)) is { Exists: true } found ? found.Length : null;

    CheckpointFile? IModuleFiles.Open(string file) => CheckpointFile.Open(NameOf(file));

    public string ComputeSha256(IProgress<long>? bytesRead, CancellationToken token) => FilesHash.Sha256(_hashed, bytesRead, token);

    public void Dispose()
    {
    }

    /// <summary>Opens a regular file; one that could block, such as a pipe, is none.</summary>
    private static FileStream OpenFile(string file, string path) =>
        File.Exists(path) && (File.GetAttributes(path) & FileAttributes.Device) == 0
            ? RegularFile.OpenRead(path)
            : throw ModuleLayout.Missing(file, path);
}
