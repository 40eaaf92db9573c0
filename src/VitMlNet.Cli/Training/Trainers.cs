using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;

namespace VitMlNet.Cli.Training;

/// <summary>ML.NET's trainers by the names that the tool gives them, with settings for some hundreds to some ten thousands of photographs.</summary>
internal static class Trainers
{
    public const string Default = Lbfgs;

    private const string Lbfgs = "lbfgs";
    private const string Sdca = "sdca";
    private const string LightGbm = "lightgbm";

    public static readonly string[] Names = [Lbfgs, Sdca, LightGbm];

    /// <summary>What is fitted to features and keys of labels: for the linear ones with each feature brought to the same scale first.</summary>
    /// <remarks>One thread each, so that the same photographs and the same seed give the same result.</remarks>
    public static IEstimator<ITransformer> Create(MLContext context, string name, int seed)
    {
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = context.MulticlassClassification.Trainers;
        return name switch
        {
            Sdca => Scaled(trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = Columns.Label,
                FeatureColumnName = Columns.Features,
                NumberOfThreads = 1,
            })),
            LightGbm => trainers.LightGbm(new LightGbmMulticlassTrainer.Options
            {
                LabelColumnName = Columns.Label,
                FeatureColumnName = Columns.Features,
                MinimumExampleCountPerLeaf = 5,
                NumberOfThreads = 1,
                Deterministic = true,
                Seed = seed,
            }),
            _ => Scaled(trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = Columns.Label,
                FeatureColumnName = Columns.Features,
                L1Regularization = 0,
                NumberOfThreads = 1,
            })),
        };

        IEstimator<ITransformer> Scaled(IEstimator<ITransformer> trainer) =>
            context.Transforms.NormalizeMeanVariance(Columns.Features).Append(trainer);
    }
}
