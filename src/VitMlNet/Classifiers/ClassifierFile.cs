using Google.Protobuf;
using Microsoft.ML;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>Writes a network and what was trained on its features as one model file, complete or absent.</summary>
internal sealed class ClassifierFile(
    ModelOperationsCatalog catalog, string path, IReadOnlyDictionary<string, string> metadata, IProgress<double>? progress, CancellationToken cancellationToken)
{
    private const int BufferLength = 1 << 20;

    // What the library itself adds, beside what the network's file says.
    private static readonly string[] s_added = [ModelMetadata.TrainedOn, ModelMetadata.Classifier];

    private readonly string _path = Path.GetFullPath(path);

    public void Save(ITransformer pipeline, DataViewSchema? inputSchema)
    {
        CheckMetadata();
        TrainedSteps steps = TrainedSteps.Of(pipeline, inputSchema);
        TrainedHead head = steps.CreateHead();
        ClassifierGraph classifier = ClassifierGraph.Create(catalog, steps);
        ModelProto model = BackboneModel.Read(steps.Images.Model);
        Add(model, classifier, head.Labels.Count);
        ClassifierCheck.Run(classifier, model.OpsetImport, head, steps.FeatureCount);
        Describe(model, steps, head.Labels);
        Write(model, steps.Images.Model.WeightsPath);
        progress?.Report(1);
    }

    private void CheckMetadata()
    {
        string? own = metadata.Keys.FirstOrDefault(key => key.StartsWith(ModelMetadata.Prefix, StringComparison.Ordinal) && !s_added.Contains(key));
        if (own is not null)
            throw new ArgumentException(
                $"Keys of one's own are expected, and '{own}' begins with '{ModelMetadata.Prefix}', as the library's do. Choose another.", nameof(metadata));
    }

    private static void Add(ModelProto model, ClassifierGraph classifier, int classCount)
    {
        model.Graph.Node.AddRange(classifier.Graph.Node);
        model.Graph.Initializer.AddRange(classifier.Graph.Initializer);
        model.Graph.Output.Add(OnnxTensors.Value(classifier.Output, -1, classCount));
        if (classifier.MachineLearningVersion > 0 && model.OpsetImport.All(import => import.Domain != ClassifierGraph.MachineLearning))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = ClassifierGraph.MachineLearning, Version = classifier.MachineLearningVersion });
    }

    private void Describe(ModelProto model, TrainedSteps steps, IReadOnlyList<string> labels)
    {
        MetadataEntries.Set(model, ModelMetadata.TrainedOn, null);
        MetadataEntries.Set(model, ModelMetadata.Classifier, steps.Describe());
        MetadataEntries.Set(model, ModelMetadata.Labels, TextList.Write(labels));
        MetadataEntries.Set(model, ModelMetadata.LabelIds, null);
        MetadataEntries.Set(model, Id2Label.Key, null);
        MetadataEntries.Set(model, ModelMetadata.Preprocessing, steps.Images.Plan.Preprocessing.ToString());
        foreach ((string key, string value) in metadata)
            MetadataEntries.Set(model, key, value);
    }

    private void Write(ModelProto model, string? weightsPath)
    {
        string target = _path + ModelMetadata.WeightsSuffix;
        bool copies = weightsPath is not null && Path.GetFullPath(weightsPath) != target;
        try
        {
            using var modelFile = new AtomicFile(_path);
            using AtomicFile? weightsFile = copies ? new AtomicFile(target) : null;
            if (weightsFile is not null)
            {
                Relocate(model.Graph, Path.GetFileName(target));
                Copy(weightsPath!, weightsFile.Stream);
            }

            model.WriteTo(modelFile.Stream);
            cancellationToken.ThrowIfCancellationRequested();
            weightsFile?.Commit();
            modelFile.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new VitModelException(
                $"the model file could not be written: {e.Message} Check the folder, its permissions and the space on the disk.", _path, e);
        }
    }

    private static void Relocate(GraphProto graph, string fileName)
    {
        foreach (StringStringEntryProto entry in graph.Initializer.SelectMany(tensor => tensor.ExternalData).Where(entry => entry.Key == "location"))
            entry.Value = fileName;
    }

    private void Copy(string source, Stream target)
    {
        using FileStream from = RegularFile.OpenRead(source);
        byte[] buffer = new byte[BufferLength];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(buffer.AsSpan(0, read));
            progress?.Report((double)from.Position / from.Length);
        }
    }
}
