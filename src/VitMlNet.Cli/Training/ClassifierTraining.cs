using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Cli;

/// <summary>Learns classes from the features of photographs, and measures on a part of them what was learnt.</summary>
internal sealed class ClassifierTraining
{
    private readonly MLContext context;
    private readonly Trainer trainer;
    private readonly int seed;
    private readonly IDataView keyed;

    /// <param name="images">Photographs of at least two classes, each with its features.</param>
    /// <param name="trainer">What learns.</param>
    /// <param name="seed">Chooses the part for testing, and what a trainer chooses by chance.</param>
    /// <param name="token">Ends the training early.</param>
    public ClassifierTraining(IReadOnlyList<TrainingImage> images, Trainer trainer, int seed, CancellationToken token)
    {
        this.trainer = trainer;
        this.seed = seed;
        context = new MLContext(seed);
        Classes = [.. images.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)];
        SchemaDefinition schema = SchemaDefinition.Create(typeof(TrainingImage));
        schema[TrainingColumns.Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, images[0].Features.Length);

        // The keys are made outside of the pipeline, which would ask for a label for every prediction otherwise.
        IDataView classes = context.Data.LoadFromEnumerable(Classes.Select(name => new ClassName { Label = name }));
        IDataView rows = context.Data.LoadFromEnumerable(images, schema);
        keyed = context.Transforms.Conversion.MapValueToKey(TrainingColumns.Label, keyData: classes).Fit(rows).Transform(rows);
        Token = token;
    }

    /// <summary>The names of the classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Classes { get; }

    private CancellationToken Token { get; }

    /// <summary>Divides the photographs so that each part has its share of every class.</summary>
    public VitTrainTestData Split(double testFraction) => context.Data.StratifiedSplit(keyed, testFraction, TrainingColumns.Label, seed);

    /// <summary>Learns from all photographs.</summary>
    public Task<ITransformer> TrainOnAllAsync() => TrainAsync(keyed);

    /// <summary>Learns from some of the photographs.</summary>
    /// <remarks>When it is cancelled, it ends at once, and the trainer's thread goes on until the process ends.</remarks>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public Task<ITransformer> TrainAsync(IDataView part)
    {
        EstimatorChain<Microsoft.ML.Transforms.KeyToValueMappingTransformer> steps =
            Trainers.Create(context, trainer, seed).Append(context.Transforms.Conversion.MapKeyToValue(TrainingColumns.PredictedLabel));
        // ML.NET's trainers cannot be cancelled: they are left alone, and the end of the process ends them.
        return Task.Run<ITransformer>(() => steps.Fit(part), Token).WaitAsync(Token);
    }

    /// <summary>What was learnt says of photographs whose classes are known.</summary>
    public IReadOnlyList<Outcome> Test(ITransformer learnt, IDataView part) =>
    [
        .. context.Data.CreateEnumerable<TestedImage>(learnt.Transform(part), reuseRowObject: false)
            .Select(row => Outcome.Of(row.ImagePath, (int)row.Label - 1, row.Score)),
    ];

    /// <summary>Puts a model before what was learnt, and saves both as one pipeline from a path to scores.</summary>
    /// <exception cref="VitModelException">The pipeline cannot be written.</exception>
    public void Save(ITransformer learnt, VitModel model, VitSessionOptions session, string path)
    {
        IDataView paths = context.Data.LoadFromEnumerable(Array.Empty<ImageName>());
        // Not disposed as a chain: what was trained has nothing to dispose, and may be in use.
        using VitImageTransformer features = context.Transforms.VitFeaturizeImage(
            TrainingColumns.Features, model, TrainingColumns.Image, new VitScoringOptions { Session = session }).Fit(paths);
        context.Model.SaveVit(new TransformerChain<ITransformer>(features, learnt), paths.Schema, path, cancellationToken: Token);
    }

    private sealed class ClassName
    {
        public string Label { get; set; } = "";
    }

    private sealed class ImageName
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class TestedImage
    {
        public string ImagePath { get; set; } = "";

        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }
}
