using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace VitMlNet.Cli;

/// <summary>Learns classes from the features of photographs, and measures on a part of them what was learnt.</summary>
internal sealed class ClassifierTraining
{
    private readonly MLContext context;
    private readonly int seed;
    private readonly IDataView keyed;
    private readonly SchemaDefinition schema;
    private readonly ITransformer keys;
    private readonly CancellationToken token;

    /// <param name="images">Photographs of at least two classes, each with its features.</param>
    /// <param name="weights">How much each counts.</param>
    /// <param name="seed">Chooses the part for testing, and what a trainer chooses by chance.</param>
    /// <param name="token">Ends the training early.</param>
    public ClassifierTraining(IReadOnlyList<TrainingImage> images, ClassWeights weights, int seed, CancellationToken token)
    {
        this.seed = seed;
        this.token = token;
        context = new MLContext(seed);
        Classes = [.. images.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)];
        schema = SchemaDefinition.Create(typeof(TrainingImage));
        schema[TrainingColumns.Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, images[0].Features.Length);
        Dictionary<string, int> counts = images.CountBy(image => image.Label).ToDictionary();
        foreach (TrainingImage image in images)
            image.Weight = weights == ClassWeights.Balanced ? (float)images.Count / (Classes.Count * counts[image.Label]) : 1;

        // The keys are made outside of the pipeline, which would ask for a label for every prediction otherwise.
        IDataView classes = context.Data.LoadFromEnumerable(Classes.Select(name => new ClassName { Label = name }));
        IDataView rows = context.Data.LoadFromEnumerable(images, schema);
        keys = context.Transforms.Conversion.MapValueToKey(TrainingColumns.Label, keyData: classes).Fit(rows);
        keyed = keys.Transform(rows);
    }

    /// <summary>The names of the classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Divides the photographs so that each part has its share of every class.</summary>
    public TrainingPart Split(double testFraction)
    {
        VitTrainTestData parts = context.Data.StratifiedSplit(keyed, testFraction, TrainingColumns.Label, seed);
        return new TrainingPart(parts.TrainSet, parts.TestSet);
    }

    /// <summary>Divides the photographs into folds, each of which is for testing once.</summary>
    public IReadOnlyList<TrainingPart> SplitFolds(int count) =>
    [
        .. context.Data.StratifiedCrossValidationSplit(keyed, count, TrainingColumns.Label, seed).Select(fold => new TrainingPart(fold.TrainSet, fold.TestSet)),
    ];

    /// <summary>All photographs to learn from, and others to test with, whose classes are among theirs.</summary>
    public TrainingPart TestWith(IReadOnlyList<TrainingImage> others) => new(keyed, keys.Transform(context.Data.LoadFromEnumerable(others, schema)));

    /// <summary>The paths of the photographs for testing.</summary>
    public static IEnumerable<string> TestedPaths(TrainingPart part) => part.Test.GetColumn<string>(TrainingColumns.Image);

    /// <summary>Learns from all photographs.</summary>
    public Task<ITransformer> TrainOnAllAsync(Trainer trainer) => TrainAsync(trainer, keyed);

    /// <summary>Learns from some of the photographs.</summary>
    /// <remarks>When it is cancelled, it ends at once, and the trainer's thread goes on until the process ends.</remarks>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public Task<ITransformer> TrainAsync(Trainer trainer, IDataView part)
    {
        EstimatorChain<KeyToValueMappingTransformer> steps =
            Trainers.Create(context, trainer, seed).Append(context.Transforms.Conversion.MapKeyToValue(TrainingColumns.PredictedLabel));
        // ML.NET's trainers cannot be cancelled: they are left alone, and the end of the process ends them.
        return Task.Run<ITransformer>(() => steps.Fit(part), token).WaitAsync(token);
    }

    /// <summary>What was learnt says of photographs whose classes are known.</summary>
    public IReadOnlyList<Outcome> Test(ITransformer learnt, IDataView part) =>
    [
        .. context.Data.CreateEnumerable<TestedImage>(learnt.Transform(part), reuseRowObject: false)
            .Select(row => Outcome.Of(row.ImagePath, (int)row.Label - 1, row.Score)),
    ];

    private sealed class ClassName
    {
        public string Label { get; set; } = "";
    }

    private sealed class TestedImage
    {
        public string ImagePath { get; set; } = "";

        public uint Label { get; set; }

        public float[] Score { get; set; } = [];
    }
}
