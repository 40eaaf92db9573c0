using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>What an estimator was asked for: the model, the columns and the options, whichever way it is then run.</summary>
internal sealed record ScoringPlan
{
    public required VitModel Model { get; init; }

    public required string InputColumn { get; init; }

    /// <summary>The column of the probabilities or the features.</summary>
    public required string VectorColumn { get; init; }

    /// <summary>The column of the best class's name; null when features are wanted.</summary>
    public string? LabelColumn { get; init; }

    public int TopCount { get; init; }

    public string TopLabelsColumn { get; init; } = "";

    public string TopScoresColumn { get; init; } = "";

    /// <summary>The column of the attention maps; null when they are not wanted.</summary>
    public string? AttentionColumn => Options.AttentionColumnName;

    public required VitScoringOptions Options { get; init; }

    /// <summary>Where features are kept; null for nowhere.</summary>
    public VitFeatureCache? Cache => (Options as VitFeaturizationOptions)?.Cache;

    public bool IsClassification => LabelColumn is not null;

    public ModelOutput ModelOutput => (IsClassification ? Model.Scores : Model.Features)!;

    /// <summary>What the model is asked for in one run: <see cref="ModelOutput"/>, and behind it the attention where it is wanted.</summary>
    public string[] ModelOutputs => AttentionColumn is null ? [ModelOutput.Name] : [ModelOutput.Name, ModelTensors.Attention];

    public bool KeepsBadRows => Options.Images.OnError == VitImageErrorHandling.KeepRow;

    /// <summary>The columns that the plan adds, in their order.</summary>
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

    public PixelSettings PixelSettings =>
        new(Options.Preprocessing ?? Model.Preprocessing, Model.Height, Model.Width, Options.Images, InputColumn) { Layout = Model.Layout };
}
