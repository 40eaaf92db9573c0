namespace VitMlNet.Cli;

/// <summary>How predictors use the machine.</summary>
internal static class PredictorSettings
{
    /// <param name="imageCount">The number of images to score.</param>
    /// <param name="batchSize">The largest number of images in one run of the model.</param>
    /// <param name="cache">Where features are kept, or <see langword="null"/>.</param>
    public static VitPredictorOptions For(int imageCount, int batchSize, VitFeatureCache? cache = null) => new()
    {
        BatchSize = Math.Clamp(imageCount, 1, batchSize),
        Session = SessionFor(imageCount),
        Cache = cache,
    };

    /// <summary>
    /// All cores for one run of the model where there are few images; for many, a run on each core beside each other, or on each quarter
    /// of the cores where there are more than four, so that memory stays bounded.
    /// </summary>
    public static VitSessionOptions SessionFor(int imageCount) => imageCount < 4 * Environment.ProcessorCount
        ? new VitSessionOptions()
        : new VitSessionOptions { ThreadCount = Math.Max(1, Environment.ProcessorCount / 4) };
}
