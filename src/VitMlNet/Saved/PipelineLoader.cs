using System.IO.Compression;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Loads a pipeline: VitMlNet's own steps as they were saved, the others with ML.NET's own loader.</summary>
internal sealed class PipelineLoader(ModelOperationsCatalog catalog, string path, VitSessionOptions? session, IReadOnlyCollection<string>? trustedAssemblies)
{
    // The end record of an empty archive (ZIP specification, 4.3.16).
    private const int ShortestArchive = 22;

    private readonly string _zip = path.Contains('\0')
        ? throw new VitModelException("a path is expected, and this one has a NUL character in it. Check the path.", path.Replace("\0", "\\0"))
        : Path.GetFullPath(path);

    public ITransformer Load(out DataViewSchema inputSchema)
    {
        try
        {
            using FileStream file = OpenArchive();
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            if (PipelineManifest.Read(zip) is { } manifest)
                return Load(zip, manifest, out inputSchema);
            new TrustedAssemblies(trustedAssemblies, _zip).Check(file);
            return catalog.Load(file, out inputSchema);
        }
        catch (Exception e) when (e is not VitException && VitException.Find(e) is { } own)
        {
            ExceptionDispatchInfo.Throw(own);
            throw;
        }
        catch (Exception e) when (e is not VitException && SessionErrors.FindCause(e) is { } cause)
        {
            throw new VitModelException($"the pipeline could not be loaded: {cause.Message} Save it again with mlContext.Model.SaveVit.", _zip, e);
        }
        catch (Exception e) when (e is not (VitException or OperationCanceledException))
        {
            // ML.NET reads a damaged archive without checks, and throws whatever comes of that, such as a refusal of 2 GB that a length asked for.
            throw new VitModelException(
                "a pipeline that ML.NET or VitMlNet saved is expected, and the file is damaged or something else: "
                + $"{e.Message.ReplaceLineEndings(" ")} Save the pipeline again.", _zip, e);
        }
    }

    private FileStream OpenArchive()
    {
        if (Directory.Exists(_zip))
            throw new VitModelException("a saved pipeline is expected, and this is a folder. Name the .zip file in it.", _zip);
        if (!File.Exists(_zip))
            throw new VitModelException("there is no such file. Check the path.", _zip);
        if (Path.GetExtension(_zip).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new VitModelException("a saved pipeline (.zip) is expected, and this is a model file. Open it with VitModel.Open.", _zip);
        try
        {
            FileStream file = RegularFile.OpenRead(_zip);
            if (file.Length >= ShortestArchive)
                return file;
            file.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read: {e.Message} Check its permissions and the disk.", _zip, e);
        }

        throw new InvalidDataException("it is too short for an archive.");
    }

    private ITransformer Load(ZipArchive zip, PipelineManifest manifest, out DataViewSchema inputSchema)
    {
        CheckFiles(manifest);
        inputSchema = null!;
        if (manifest.HasSchema)
            LoadPart(zip, PipelineManifest.SchemaEntry, out inputSchema);
        var steps = new List<ITransformer>();
        try
        {
            foreach (SavedStep step in manifest.Steps)
                steps.AddRange(step.Images is { } images ? [LoadImages(zip, images)] : TrainedPipeline.Flatten(LoadPart(zip, step.PartEntry!, out _)));
            return steps is [var single] ? single : new TransformerChain<ITransformer>([.. steps]);
        }
        catch
        {
            foreach (ITransformer step in steps)
                (step as IDisposable)?.Dispose();
            throw;
        }
    }

    private VitImageTransformer LoadImages(ZipArchive zip, SavedPlan plan)
    {
        ModelStorage storage = plan.ModelFile is { } file
            ? new FileStorage(Path.Combine(Path.GetDirectoryName(_zip)!, Path.GetFileName(file)))
            : OpenEntry(GetEntry(zip, plan.ModelEntry!), plan.ModelOffset);
        return plan.CreateTransformer(new MLContext().Transforms, VitModel.Open(storage, plan.ModelOptions?.ToOptions()), session);
    }

    private ArchiveStorage OpenEntry(ZipArchiveEntry entry, int offset)
    {
        string name = entry.FullName;
        return new ArchiveStorage(_zip, name, entry.Length - offset, () => OpenEntry(name, offset));
    }

    private ArchiveEntryStream OpenEntry(string name, int offset)
    {
        var zip = ZipFile.OpenRead(_zip);
        try
        {
            ZipArchiveEntry found = GetEntry(zip, name);
            Stream stream = found.Open();
            stream.ReadExactly(new byte[offset]);
            return new ArchiveEntryStream(zip, stream, found.Length - offset);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    private ITransformer LoadPart(ZipArchive zip, string name, out DataViewSchema schema)
    {
        using MemoryStream bytes = ArchiveEntries.Read(GetEntry(zip, name));
        new TrustedAssemblies(trustedAssemblies, _zip).Check(bytes);
        return catalog.Load(bytes, out schema);
    }

    private static ZipArchiveEntry GetEntry(ZipArchive zip, string name) =>
        zip.GetEntry(name) ?? throw new InvalidDataException($"its entry '{name}' is missing.");

    private void CheckFiles(PipelineManifest manifest)
    {
        foreach (SavedFile saved in manifest.Files)
        {
            string name = saved.Name.Split('/', '\\').Any(part => part is "" or "." or "..") ? Path.GetFileName(saved.Name) : saved.Name;
            string file = Path.Combine(Path.GetDirectoryName(_zip)!, name);
            long? length = LinkedFile.Length(file);
            if (length != saved.Length)
            {
                throw new VitModelException(
                    $"its model is expected in '{file}', {saved.Length} bytes, and "
                    + $"{(length is null ? "there is no such file" : $"that file has {length}")}. Copy the model's files "
                    + "along with the pipeline, under their names.",
                    _zip);
            }
        }
    }
}
