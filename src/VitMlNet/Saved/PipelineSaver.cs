using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Saves a pipeline as one archive: the whole as ML.NET saves it, so that <c>Model.Load</c> opens it too, unless its models are of a form
/// that ML.NET cannot run, and the parts from which <see cref="PipelineLoader"/> builds it again.
/// </summary>
internal sealed class PipelineSaver(ModelOperationsCatalog catalog, string path, IProgress<double>? progress, CancellationToken cancellationToken)
{
    private readonly string _zip = Path.GetFullPath(path);

    public void Save(ITransformer pipeline, DataViewSchema? inputSchema)
    {
        ITransformer[] steps = [.. TrainedPipeline.Flatten(pipeline)];
        var beside = new BesideFiles(_zip, progress, cancellationToken);
        foreach (VitModel model in steps.Select(GetModel).OfType<VitModel>().Where(model => model.WeightsPath is not null))
            beside.Add(model);

        // ML.NET leaves columns of images out of the schema that it saves, and fails when no other is left.
        bool hasSchema = inputSchema?.Any(column => !column.IsHidden && column.Type is not ImageDataViewType) ?? false;
        try
        {
            using var file = new AtomicFile(_zip);
            if (steps.OfType<VitImageTransformer>().All(images => SavedWeights.AreEnough(images.Plan)))
                SavedWeights.SaveBeside(() => catalog.Save(pipeline, hasSchema ? inputSchema : null, file.Stream));
            using (var zip = new ZipArchive(file.Stream, ZipArchiveMode.Update, leaveOpen: true))
            {
                if (hasSchema)
                    AddPart(zip, PipelineManifest.SchemaEntry, new TransformerChain<ITransformer>(), inputSchema);
                new PipelineManifest { HasSchema = hasSchema, Files = beside.Describe(), Steps = AddSteps(zip, steps) }.Write(zip);
            }

            beside.Copy();
            cancellationToken.ThrowIfCancellationRequested();
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new VitModelException($"the pipeline could not be saved: {WriteErrors.Describe(e, _zip)} Check the folder, its permissions and the space on the disk.", _zip, e);
        }

        progress?.Report(1);
    }

    private static VitModel? GetModel(ITransformer step) => step switch
    {
        VitImageTransformer images => images.Model,
        VitStepTransformer single => single.Model,
        _ => null,
    };

    private List<SavedStep> AddSteps(ZipArchive zip, ITransformer[] steps)
    {
        var saved = new List<SavedStep>();
        for (int first = 0; first < steps.Length;)
        {
            if (steps[first] is VitImageTransformer images)
            {
                saved.Add(new SavedStep(AddModel(zip, images), null));
                first++;
                continue;
            }

            ITransformer[] others = [.. steps.Skip(first).TakeWhile(step => step is not VitImageTransformer)];
            string entry = $"{PipelineManifest.Folder}part-{saved.Count}.zip";
            AddPart(zip, entry, new TransformerChain<ITransformer>(others), null);
            saved.Add(new SavedStep(null, entry));
            first += others.Length;
        }

        return saved;
    }

    private void AddPart(ZipArchive zip, string name, ITransformer part, DataViewSchema? schema)
    {
        using var bytes = new MemoryStream();
        SavedWeights.SaveBeside(() => catalog.Save(part, schema, bytes));
        bytes.Position = 0;
        using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        bytes.CopyTo(entry);
    }

    /// <summary>Describes a step, and where its model is: beside the archive, in ML.NET's own entry, or in one that is added.</summary>
    private static SavedPlan AddModel(ZipArchive zip, VitImageTransformer images)
    {
        SavedPlan plan = SavedPlan.Create(images);
        VitModel model = images.Model;
        if (model.WeightsPath is not null)
            return plan with { ModelFile = Path.GetFileName(model.Path) };
        if (FindModel(zip, model) is { } found)
            return plan with { ModelEntry = found, ModelOffset = MlNetPrefix };

        string name = $"{PipelineManifest.Folder}{model.GetHashes().First()[..16]}.onnx";
        if (zip.Entries.All(entry => entry.FullName != name))
        {
            using Stream entry = zip.CreateEntry(name).Open();
            using Stream source = model.Storage.OpenRead();
            source.CopyTo(entry);
        }

        return plan with { ModelEntry = name };
    }

    // ML.NET writes an ONNX model's length, as 4 bytes, and then the model.
    private const int MlNetPrefix = sizeof(int);

    private static string? FindModel(ZipArchive zip, VitModel model)
    {
        string hash = model.GetHashes().First();
        byte[] prefix = new byte[MlNetPrefix];
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.Name == "OnnxModel"))
        {
            using Stream stream = entry.Open();
            if (stream.ReadAtLeast(prefix, MlNetPrefix, throwOnEndOfStream: false) == MlNetPrefix && Convert.ToHexStringLower(SHA256.HashData(stream)) == hash)
                return entry.FullName;
        }

        return null;
    }
}
