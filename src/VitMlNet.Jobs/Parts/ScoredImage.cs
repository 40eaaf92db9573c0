namespace VitMlNet;

/// <summary>The result of one photograph of a job: classes or features, or else the error.</summary>
internal sealed record ScoredImage
{
    /// <summary>The photograph's number among all of the job, from 0.</summary>
    public required long Position { get; init; }

    public required string Address { get; init; }

    /// <summary>Why there is no result.</summary>
    public string? Error { get; init; }

    /// <summary>The name of the most probable class.</summary>
    public string? Label { get; init; }

    /// <summary>The most probable classes, the first one first.</summary>
    public int[]? Classes { get; init; }

    /// <summary>The probabilities of <see cref="Classes"/>, or the features.</summary>
    public float[]? Values { get; init; }
}
