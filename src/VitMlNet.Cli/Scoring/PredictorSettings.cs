namespace VitMlNet.Cli;

/// <summary>How predictors use the machine.</summary>
internal static class PredictorSettings
{
    /// <summary>The library's own choice of threads, and the prepared copy of a model where 'vitmlnet cache add' has made one.</summary>
    public static VitSessionOptions Session => new() { PreparedModels = VitPreparedModels.Open() };

    /// <param name="imageCount">The number of images to score.</param>
    /// <param name="batchSize">The largest number of images in one run of the model, or <see langword="null"/> for the library's choice.</param>
    /// <param name="cache">Where features are kept, or <see langword="null"/>.</param>
    public static VitPredictorOptions For(int imageCount, int batchSize, VitFeatureCache? cache = null) => new()
    {
        BatchSize = Math.Clamp(imageCount, 1, batchSize),
        Session = Session,
        Cache = cache,
    };
}
