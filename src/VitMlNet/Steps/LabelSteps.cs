using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace VitMlNet;

/// <summary>
/// The steps from <c>vit.label</c>, the vector of one text that ONNX gives, to <c>vit.label_text</c>, the text by itself.
/// </summary>
/// <remarks>
/// No stock step of ML.NET's takes a text out of a vector, but one hashes a vector to a number, and one looks a number's text up. A
/// custom mapping would be shorter, and would bind saved pipelines of the <c>MlNet</c> preset to this library.
/// </remarks>
internal static class LabelSteps
{
    private const int HashBits = 31;

    public static void Add(StepList steps, IReadOnlyList<string> labels)
    {
        (uint seed, Dictionary<uint, string> texts) = FindHashes(labels);
        steps.Add(steps.Catalog.Conversion.Hash(Hashing(ColumnNames.LabelHash, ColumnNames.Label, seed)), ColumnNames.LabelHash);
        steps.Add(steps.Catalog.Conversion.MapValue(ColumnNames.LabelText, texts, ColumnNames.LabelHash), ColumnNames.LabelText);
    }

    /// <summary>The hashes of all labels, under the first seed that keeps different labels apart.</summary>
    private static (uint Seed, Dictionary<uint, string> Texts) FindHashes(IReadOnlyList<string> labels)
    {
        var context = new MLContext();
        LabelColumn[] rows = labels.Distinct(StringComparer.Ordinal).Select(label => new LabelColumn { Label = [label] }).ToArray();
        IDataView view = context.Data.LoadFromEnumerable(rows);
        for (uint seed = 0; ; seed++)
        {
            IDataView hashed = context.Transforms.Conversion.Hash(Hashing("Hash", nameof(LabelColumn.Label), seed)).Fit(view).Transform(view);
            var texts = new Dictionary<uint, string>(rows.Length);
            if (hashed.GetColumn<uint>("Hash").Zip(rows).All(pair => texts.TryAdd(pair.First, pair.Second.Label[0])))
                return (seed, texts);
        }
    }

    private static HashingEstimator.ColumnOptions Hashing(string output, string input, uint seed) =>
        new(output, input, HashBits, seed, combine: true);

    private sealed class LabelColumn
    {
        [VectorType(1)]
        public string[] Label { get; init; } = [];
    }
}
