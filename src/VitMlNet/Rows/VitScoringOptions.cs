namespace VitMlNet;

/// <summary>How photographs are read and a model is run in an ML.NET pipeline.</summary>
public class VitScoringOptions : VitPredictorOptions
{
    /// <summary>
    /// What happens to a row whose image cannot be read; by default the exception ends the run. With
    /// <see cref="VitImageErrorHandling.KeepRow"/> its results are NaN and its label is empty, and a text column <c>ImageError</c> holds
    /// the message; it is empty in the other rows. With <see cref="VitImageErrorHandling.SkipRow"/> the row is left out of data, and named in
    /// <c>mlContext.Log</c>; prediction engines, which have one row, throw.
    /// </summary>
    /// <remarks>
    /// A classifier that is trained behind the features gives rows of NaN a class, and trees a plausible one: leave such rows out where the
    /// column <c>ImageError</c> is not looked at.
    /// </remarks>
    public VitImageErrorHandling OnError { get; set; }

    /// <summary>
    /// The folder that relative paths in the image column begin in, as the <c>imageFolder</c> of ML.NET's <c>LoadImages</c>;
    /// <see langword="null"/> (the default) for the current folder. It is saved with the pipeline.
    /// </summary>
    public string? ImageFolder { get; set; }

    /// <summary>
    /// The column of attention maps that <see cref="VitCatalog.VitClassifyImage"/> and <see cref="VitCatalog.VitFeaturizeImage"/> add, or
    /// <see langword="null"/> (the default) for none: a float vector [<see cref="VitModel.AttentionRows"/>,
    /// <see cref="VitModel.AttentionColumns"/>] of shares that add up to 1, row by row from the top left.
    /// </summary>
    /// <remarks>
    /// The model needs the output <c>attention</c>: convert the checkpoint with <c>--attention</c>. <see cref="VitHeatMap"/> draws a map
    /// over its photograph. <see cref="VitPredictorOptions.IncludeAttention"/> has no effect in pipelines.
    /// </remarks>
    public string? AttentionColumnName { get; set; }
}
