namespace VitMlNet;

/// <summary>How a machine scores the shards of jobs.</summary>
public sealed class VitJobScorerOptions
{
    /// <summary>The plan's model on this machine, or <see langword="null"/> (the default) to fetch it from the job, once for each machine.</summary>
    public string? ModelPath { get; set; }

    /// <summary>The largest number of photographs in one run of the model, or <see langword="null"/> (the default) for the predictor's own.</summary>
    public int? BatchSize { get; set; }

    /// <summary>How ONNX Runtime runs the model, or <see langword="null"/> (the default) for the predictor's own.</summary>
    public VitSessionOptions? Session { get; set; }

    /// <summary>
    /// A program and its arguments that answer as <see cref="VitJobScorer.ServeAsync"/> does, to score the photographs of a shard in a process
    /// apart; <see langword="null"/> (the default) to score in this process always. The tool gives itself.
    /// </summary>
    public IReadOnlyList<string>? IsolationCommand { get; set; }

    /// <summary>How long a photograph may take in a process apart; 5 minutes by default.</summary>
    public TimeSpan ImageTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Receives sentences about what is worth knowing, such as a photograph that ended a process; any thread may call it.</summary>
    public Action<string>? Log { get; set; }
}
