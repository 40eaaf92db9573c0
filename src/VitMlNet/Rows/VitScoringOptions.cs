namespace VitMlNet;

/// <summary>How photographs are read and the model is run.</summary>
public record VitScoringOptions
{
    private readonly int _batchSize = 8;

    /// <summary>How photographs become the model's pixels, or <see langword="null"/> (the default) for the model's own way.</summary>
    public VitPreprocessing? Preprocessing { get; init; }

    /// <summary>
    /// How image files are read. With <see cref="VitImageErrorHandling.KeepRow"/> a row whose image cannot be read has NaN results and
    /// an empty label, and a text column <c>ImageError</c> says why; it is empty in the other rows.
    /// </summary>
    public VitImageOptions Images { get; init; } = new();

    /// <summary>How the model is run: the threads, and the device where it is not the processor.</summary>
    public VitSessionOptions Session { get; init; } = new();

    /// <summary>
    /// The column of attention maps that <see cref="VitCatalog.VitClassifyImage"/> and <see cref="VitCatalog.VitFeaturizeImage"/> add, or
    /// <see langword="null"/> (the default) for none: a float vector [<see cref="VitModel.AttentionRows"/>,
    /// <see cref="VitModel.AttentionColumns"/>] of shares that add up to 1, where the network looked, row by row from the top left.
    /// </summary>
    /// <remarks>The model is to have the output <c>attention</c>: convert the checkpoint with <c>--attention</c>. <see cref="VitHeatMap"/> lays a map over its photograph.</remarks>
    public string? AttentionColumnName { get; init; }

    /// <summary>
    /// How many photographs one call of the model scores when a whole data view is transformed; 8 by default. While the model scores a
    /// batch, the next one is read. (A prediction engine scores one photograph at a time.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            _batchSize = value;
        }
    }
}
