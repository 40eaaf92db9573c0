using System.IO.Compression;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Loads a pipeline: VitMlNet's own steps as they were saved, the others with ML.NET's own loader.</summary>
internal sealed class PipelineLoader(ModelOperationsCatalog catalog, string path, VitSessionOptions? session)
{
    // The end record of an empty archive (ZIP specification, 4.3.16).
    private const int ShortestArchive = 22;

    private readonly string _zip = Path.GetFullPath(path);

    public ITransformer Load(out DataViewSchema inputSchema)
    {
        try
        {
            using FileStream file = OpenArchive();
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            if (PipelineManifest.Read(zip) is { } manifest)
                return Load(zip, manifest, out inputSchema);
            file.Position = 0;
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
        catch (Exception e) when (e is FormatException or InvalidDataException or InvalidOperationException or TargetInvocationException
            or ArgumentException or NotSupportedException)
        {
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
        using Stream entry = GetEntry(zip, name).Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        bytes.Position = 0;
        return catalog.Load(bytes, out schema);
    }

    private static ZipArchiveEntry GetEntry(ZipArchive zip, string name) =>
        zip.GetEntry(name) ?? throw new InvalidDataException($"its entry '{name}' is missing.");

    private void CheckFiles(PipelineManifest manifest)
    {
        foreach (SavedFile saved in manifest.Files)
        {
            var file = new FileInfo(Path.Combine(Path.GetDirectoryName(_zip)!, Path.GetFileName(saved.Name)));
            if (!file.Exists || file.Length != saved.Length)
            {
                throw new VitModelException(
                    $"its model is expected in '{file.FullName}', {saved.Length} bytes, and "
                    + $"{(file.Exists ? $"that file has {file.Length}" : "there is no such file")}. Copy the model's files "
                    + "along with the pipeline, under their names.",
                    _zip);
            }
        }
    }
}
