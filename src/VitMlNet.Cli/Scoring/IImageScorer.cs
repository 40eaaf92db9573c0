namespace VitMlNet.Cli.Scoring;

/// <summary>Scores images in batches or one by one, lazily; a bad image has an error in place of values, and the others go on.</summary>
internal interface IImageScorer : IDisposable
{
    /// <summary>Scores the images in their order.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, even while the model runs.</exception>
    IEnumerable<ScoredImage> Score(IReadOnlyList<string> paths, CancellationToken token);
}

/// <summary>A scorer whose values are the scores of classes.</summary>
internal interface IClassifier : IImageScorer
{
    /// <summary>The names of the classes, in the order of the scores.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>What it is, as names and values.</summary>
    IReadOnlyList<(string Name, string Value)> Description { get; }
}
