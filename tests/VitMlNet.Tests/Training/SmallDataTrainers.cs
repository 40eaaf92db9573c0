using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;

namespace VitMlNet.Tests.Training;

/// <summary>The trainers with the settings for a few hundred photographs that docs/transfer-learning.md recommends.</summary>
internal static class SmallDataTrainers
{
    public const string LightGbm = "LightGbm";
    public const string Lbfgs = "LbfgsMaximumEntropy";
    public const string Sdca = "SdcaMaximumEntropy";

    /// <summary>From <c>Key</c> and <c>Features</c> to <c>PredictedLabel</c>, a key.</summary>
    public static IEstimator<ITransformer> Create(MLContext ml, string name) => name switch
    {
        LightGbm => ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            LabelColumnName = "Key",
            NumberOfIterations = 100,
            NumberOfLeaves = 4,
            MinimumExampleCountPerLeaf = 3,
            LearningRate = 0.1,
            NumberOfThreads = 1,
            Booster = new GradientBooster.Options { L2Regularization = 1, FeatureFraction = 0.1 },
        }),
        Lbfgs => ml.Transforms.NormalizeMeanVariance("Features")
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", l1Regularization: 0, l2Regularization: 1)),
        Sdca => ml.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = "Key",
                L2Regularization = 0.1f,
                NumberOfThreads = 1,
            })),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>LightGBM's package has native libraries for x64 alone.</summary>
    public static void SkipWhereAbsent(string name)
    {
        if (name == LightGbm && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
            Assert.Inconclusive("needs an x64 processor, for which alone the package LightGBM has its native library");
    }
}
