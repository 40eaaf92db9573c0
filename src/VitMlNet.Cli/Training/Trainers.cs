using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;

namespace VitMlNet.Cli;

/// <summary>What learns classes from features.</summary>
internal enum Trainer
{
    /// <summary>Logistic regression by L-BFGS.</summary>
    Lbfgs,

    /// <summary>Logistic regression by stochastic dual coordinate ascent.</summary>
    Sdca,

    /// <summary>LightGBM's trees.</summary>
    LightGbm,
}

/// <summary>ML.NET's trainers, with settings for some hundreds to some ten thousands of photographs.</summary>
internal static class Trainers
{
    /// <summary>What is fitted to features and keys of labels: for the linear ones with each feature brought to the same scale first.</summary>
    /// <remarks>
    /// One thread each, so that the same photographs and the same seed give the same result. The settings are those that
    /// docs/transfer-learning.md measured.
    /// </remarks>
    public static IEstimator<ITransformer> Create(MLContext context, Trainer trainer, int seed)
    {
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = context.MulticlassClassification.Trainers;
        return trainer switch
        {
            Trainer.Sdca => context.Transforms.NormalizeMeanVariance(TrainingColumns.Features, fixZero: false).Append(
                trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
                {
                    LabelColumnName = TrainingColumns.Label,
                    FeatureColumnName = TrainingColumns.Features,
                    ExampleWeightColumnName = TrainingColumns.Weight,
                    L2Regularization = 0.1f,
                    NumberOfThreads = 1,
                })),
            Trainer.LightGbm => trainers.LightGbm(new LightGbmMulticlassTrainer.Options
            {
                LabelColumnName = TrainingColumns.Label,
                FeatureColumnName = TrainingColumns.Features,
                ExampleWeightColumnName = TrainingColumns.Weight,
                NumberOfIterations = 100,
                NumberOfLeaves = 4,
                MinimumExampleCountPerLeaf = 3,
                LearningRate = 0.1,
                Booster = new GradientBooster.Options { L2Regularization = 1, FeatureFraction = 0.1 },
                NumberOfThreads = 1,
                Deterministic = true,
                Seed = seed,
            }),
            _ => context.Transforms.NormalizeMeanVariance(TrainingColumns.Features).Append(
                trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
                {
                    LabelColumnName = TrainingColumns.Label,
                    FeatureColumnName = TrainingColumns.Features,
                    ExampleWeightColumnName = TrainingColumns.Weight,
                    L1Regularization = 0,
                    L2Regularization = 1,
                    NumberOfThreads = 1,
                })),
        };
    }

    /// <summary>Makes sure that the trainer can run here, before any work is done.</summary>
    /// <exception cref="UsageException">Its native library is not for this platform.</exception>
    public static void Check(Trainer trainer)
    {
        if (trainer != Trainer.LightGbm)
            return;
        if (NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmMulticlassTrainer).Assembly, null, out _))
            return;
        throw new UsageException(
            $"--trainer {EnumOptions.NameOf(trainer)}: its native library cannot be loaded ({RuntimeInformation.RuntimeIdentifier}); it is for "
                + $"x64 alone, and on Linux needs libgomp. Choose {EnumOptions.NameOf(Trainer.Lbfgs)} or {EnumOptions.NameOf(Trainer.Sdca)}.");
    }
}
