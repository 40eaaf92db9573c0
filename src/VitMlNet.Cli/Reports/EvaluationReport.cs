
namespace VitMlNet.Cli;

/// <summary>An evaluation with what a reader needs to know about it.</summary>
internal sealed class EvaluationReport
{
    public required string Title { get; init; }

    /// <summary>What was evaluated and how, as names and values.</summary>
    public required IReadOnlyList<(string Name, string Value)> Settings { get; init; }

    /// <summary>What is to be kept in mind when the figures are read, in sentences; mostly nothing.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public required Evaluation Evaluation { get; init; }

    /// <summary>How several trainers did, or one over folds; mostly nothing.</summary>
    public IReadOnlyList<TrainerFigures> Compared { get; init; } = [];

    /// <summary>The photographs whose given class is doubtful, the most doubtful first; known after training alone.</summary>
    public IReadOnlyList<Outcome> Doubtful { get; init; } = [];

    /// <summary>The photographs that could not be read, which no figure counts.</summary>
    public IReadOnlyList<(string Path, string Error)> Failures { get; init; } = [];

    /// <summary>The folder that the photographs are shown relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>The classes that may be named for a photograph to count as right in the second figure.</summary>
    public int Top { get; init; } = 5;

    /// <summary>How many mistakes are shown at most.</summary>
    public int Mistakes { get; init; } = 24;

    public DateTimeOffset Created { get; init; } = DateTimeOffset.Now;

    /// <summary>The share of photographs whose class is among the first <see cref="Top"/>; <see langword="null"/> where that says nothing more.</summary>
    public double? TopAccuracy => Top > 1 && Top < Evaluation.ClassNames.Count ? Evaluation.TopAccuracy(Top) : null;

    /// <summary>A photograph's path as it is shown.</summary>
    public string Shown(string path) => Shown(Folder, path);

    /// <summary>A photograph's path relative to a folder, where it is in it.</summary>
    public static string Shown(string folder, string path)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative.Replace('\\', '/');
    }
}
