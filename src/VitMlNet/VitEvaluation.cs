using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Evaluation of classified photographs by the names of their classes: the extension methods of <c>mlContext.MulticlassClassification</c>.</summary>
public static class VitEvaluation
{
    private const string KeyColumn = "vit.label_key";

    /// <summary>Evaluates scored photographs whose labels are names.</summary>
    /// <remarks>
    /// ML.NET's <c>Evaluate</c> compares the labels' keys with the places of the scores, and never their names: with keys in another order, as
    /// <c>MapValueToKey</c> makes them, its figures are wrong without a word. This method maps the labels to the order of the scores first.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">Scored data: what <see cref="VitCatalog.VitClassifyImage"/> or a trained pipeline gives.</param>
    /// <param name="labelColumnName">The classes: texts, or keys with their texts. Names, WordNet ids and indices are understood.</param>
    /// <param name="scoreColumnName">The scores, whose slot names are the classes.</param>
    /// <param name="topKPredictionCount">How many of the best classes count in <see cref="MulticlassClassificationMetrics.TopKAccuracy"/>; 0 for none.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">There is no such column, or it is of another kind.</exception>
    /// <exception cref="VitDataException">A label names no class, or several.</exception>
    public static MulticlassClassificationMetrics EvaluateVit(
        this MulticlassClassificationCatalog catalog, IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Schema.GetColumnOrNull(scoreColumnName) is not { } scores || !scores.HasSlotNames())
        {
            throw new ArgumentException(
                $"A column '{scoreColumnName}' of scores with the names of the classes is expected. Classify the data first.", nameof(scoreColumnName));
        }

        VBuffer<ReadOnlyMemory<char>> slots = default;
        scores.GetSlotNames(ref slots);
        var names = new VitClassNames([.. slots.DenseValues().Select(name => name.ToString())]);
        IDataView mapped = new LabelMapping(new MLContext().Transforms, names, KeyColumn, labelColumnName).Fit(data).Transform(data);
        return catalog.Evaluate(mapped, KeyColumn, scoreColumnName, topKPredictionCount: topKPredictionCount);
    }
}
