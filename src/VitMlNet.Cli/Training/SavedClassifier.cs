using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>Writes a trained classifier: a model file (.onnx) or an archive of ML.NET's (.zip).</summary>
internal static class SavedClassifier
{
    /// <summary>Whether the name is that of a model file.</summary>
    public static bool IsModelFile(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Puts a model before what was learnt, and saves both as one, from a path to scores.</summary>
    /// <param name="learnt">What was learnt from the features.</param>
    /// <param name="model">The model that computed them.</param>
    /// <param name="session">How the model is run.</param>
    /// <param name="trainedOn">The photographs that it learnt from.</param>
    /// <param name="path">The file.</param>
    /// <param name="token">Ends the work early.</param>
    /// <exception cref="VitModelException">The file cannot be written.</exception>
    /// <exception cref="UsageException">A model file cannot express what was learnt.</exception>
    public static void Save(ITransformer learnt, VitModel model, VitSessionOptions session, TrainedImages trainedOn, string path, CancellationToken token)
    {
        var context = new MLContext();
        IDataView paths = context.Data.LoadFromEnumerable(Array.Empty<ImageName>());
        // Not disposed as a chain: what was trained has nothing to dispose, and may be in use.
        using VitImageTransformer features = context.Transforms.VitFeaturizeImage(
            TrainingColumns.Features, model, TrainingColumns.Image, new VitScoringOptions { Session = session }).Fit(paths);
        var pipeline = new TransformerChain<ITransformer>(features, learnt);
        if (IsModelFile(path))
            SaveModelFile(context, pipeline, trainedOn, path, token);
        else
            SaveArchive(context, pipeline, paths.Schema, trainedOn, path, token);
    }

    private static void SaveModelFile(MLContext context, ITransformer pipeline, TrainedImages trainedOn, string path, CancellationToken token)
    {
        try
        {
            var metadata = new Dictionary<string, string> { [ModelMetadata.TrainedOn] = trainedOn.ToString() };
            context.Model.SaveVitClassifier(pipeline, null, path, metadata, cancellationToken: token);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--output {path}: {e.Message}", e);
        }
    }

    private static void SaveArchive(
        MLContext context, ITransformer pipeline, DataViewSchema schema, TrainedImages trainedOn, string path, CancellationToken token)
    {
        // A device, such as /dev/null, is written into.
        if (FileTypes.Find(path) is FileType.Pipe or FileType.CharacterDevice or FileType.BlockDevice or FileType.Socket)
        {
            context.Model.SaveVit(pipeline, schema, path, cancellationToken: token);
            return;
        }

        string complete = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Leftovers.CreateName());
        try
        {
            context.Model.SaveVit(pipeline, schema, complete, cancellationToken: token);
            trainedOn.AddTo(complete);
            File.Move(complete, Target(path), overwrite: true);
        }
        finally
        {
            File.Delete(complete);
        }
    }

    private static string Target(string path) => File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    private sealed class ImageName
    {
        public string ImagePath { get; set; } = "";
    }
}
