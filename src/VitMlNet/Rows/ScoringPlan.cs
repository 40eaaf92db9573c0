using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>What an estimator adds to its rows: the model, the columns and the options. Immutable.</summary>
internal sealed class ScoringPlan
{
    public required VitModel Model { get; init; }

    public required string InputColumn { get; init; }

    /// <summary>The column of the probabilities or the features.</summary>
    public required string VectorColumn { get; init; }

    /// <summary>The column of the most probable class's name; null for featurization.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The number of classes to list; 0 for none.</summary>
    public int TopCount { get; init; }

    public string TopLabelsColumn { get; init; } = "";

    public string TopScoresColumn { get; init; } = "";

    /// <summary>The column of the attention maps; null for none.</summary>
    public string? AttentionColumn => Options.AttentionColumnName;

    public required VitScoringOptions Options { get; init; }

    public bool IsClassification => LabelColumn is not null;

    public bool KeepsBadRows => Options.OnError == VitImageErrorHandling.KeepRow;

    public bool SkipsBadRows => Options.OnError == VitImageErrorHandling.SkipRow;

    public VitPreprocessing Preprocessing => Options.Preprocessing ?? Model.Preprocessing;

    public ModelOutput ModelOutput => (IsClassification ? Model.Scores : Model.Features)!;

    /// <summary>The names of the model's outputs that are needed, <see cref="ModelOutput"/> first.</summary>
    public string[] ModelOutputs => AttentionColumn is null ? [ModelOutput.Name] : [ModelOutput.Name, ModelTensors.Attention];

    /// <summary>What is computed for each row.</summary>
    public ScoreOutputs Outputs =>
        (IsClassification ? ScoreOutputs.Scores : ScoreOutputs.Features) | (AttentionColumn is null ? ScoreOutputs.None : ScoreOutputs.Attention);

    /// <summary>The columns that are added, in their order.</summary>
    public IEnumerable<string> OutputColumns
    {
        get
        {
            yield return VectorColumn;
            if (LabelColumn is not null)
                yield return LabelColumn;
            if (TopCount > 0)
            {
                yield return TopLabelsColumn;
                yield return TopScoresColumn;
            }

            if (AttentionColumn is not null)
                yield return AttentionColumn;
            if (KeepsBadRows)
                yield return ColumnNames.ImageError;
        }
    }
}
