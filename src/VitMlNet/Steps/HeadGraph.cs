using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// The small ONNX graphs that follow the model in a chain of ML.NET's own steps: they turn a row's logits into probabilities with
/// class names, or a row's features into a plain vector.
/// </summary>
/// <remarks>
/// ML.NET takes a column's slot names from a node called <c>mlnet.COLUMN.SlotNames</c> with an attribute <c>keys_strings</c>, which is how
/// its own ONNX export keeps them.
/// </remarks>
internal static class HeadGraph
{
    private const string MachineLearning = "ai.onnx.ml";

    /// <summary>
    /// <c>vit.raw</c> [1, classes] to <c>vit.vector</c> [classes] (softmax or sigmoid, unless they are probabilities already), <c>vit.label</c> [1], and with
    /// <paramref name="topCount"/> also <c>vit.top_labels</c> and <c>vit.top_scores</c> [topCount].
    /// </summary>
    public static byte[] Classification(IReadOnlyList<string> labels, int topCount, bool withValidity, ModelOutput output)
    {
        bool hasProbabilities = output.IsProbabilities;
        var graph = new OnnxModelBuilder();
        graph.AddInput(ColumnNames.HeadInput, OnnxModelBuilder.Float, 1, labels.Count);
        if (output.IsMultiLabel)
            graph.AddNode("Sigmoid", [ColumnNames.HeadInput], ["probabilities"]);
        else if (!hasProbabilities)
            graph.AddNode("Softmax", [ColumnNames.HeadInput], ["probabilities"], ("axis", 1L));
        AddVector(graph, hasProbabilities ? ColumnNames.HeadInput : "probabilities", [labels.Count], withValidity);
        graph.AddNode("ArgMax", [ColumnNames.Vector], ["place"], ("axis", 0L));
        AddNames(graph, labels, "place", ColumnNames.Label, withValidity);
        graph.AddOutput(ColumnNames.Label, OnnxModelBuilder.Text, 1);
        AddSlotNames(graph, labels);
        if (topCount > 0)
        {
            graph.AddConstant("top_count", topCount);
            graph.AddNode("TopK", [ColumnNames.Vector, "top_count"], [ColumnNames.TopScores, "top_places"], ("axis", 0L));
            AddNames(graph, labels, "top_places", ColumnNames.TopLabels, withValidity);
            graph.AddOutput(ColumnNames.TopScores, OnnxModelBuilder.Float, topCount);
            graph.AddOutput(ColumnNames.TopLabels, OnnxModelBuilder.Text, topCount);
        }

        return graph.ToModel();
    }

    /// <summary><c>vit.raw</c> [1, shape] to <c>vit.vector</c> [shape].</summary>
    public static byte[] Reshape(ReadOnlySpan<long> shape, bool withValidity)
    {
        var graph = new OnnxModelBuilder();
        graph.AddInput(ColumnNames.HeadInput, OnnxModelBuilder.Float, [1, .. shape]);
        AddVector(graph, ColumnNames.HeadInput, shape, withValidity);
        return graph.ToModel();
    }

    /// <summary>
    /// <c>vit.raw</c> [1, tokens, length] to <c>vit.vector</c> [length], the first token or a mean; of a feature map with the width first,
    /// [1, length, cells].
    /// </summary>
    public static byte[] Pool(ModelOutput output, bool withValidity)
    {
        bool isWidthLast = output.Pooling != VitPooling.SpatialMean || output.IsWidthLast;
        var graph = new OnnxModelBuilder();
        graph.AddInput(ColumnNames.HeadInput, OnnxModelBuilder.Float, PooledShape(output));
        string tokens = ColumnNames.HeadInput;
        if (output.Pooling == VitPooling.PatchMean)
        {
            graph.AddConstant("second", 1);
            graph.AddConstant("end", int.MaxValue);
            graph.AddNode("Slice", [tokens, "second", "end", "second"], [tokens = "patches"]);
        }

        if (output.Pooling == VitPooling.FirstToken)
        {
            graph.AddConstant("first", 0);
            graph.AddNode("Gather", [tokens, "first"], ["token"], ("axis", 1L));
        }
        else
        {
            graph.AddNode("ReduceMean", [tokens], ["token"], ("axes", new[] { isWidthLast ? 1L : 2L }));
        }

        AddVector(graph, "token", [output.Length], withValidity);
        return graph.ToModel();
    }

    /// <summary>The shape of an output that is pooled, with -1 for the number of its tokens or cells where that is open.</summary>
    public static long[] PooledShape(ModelOutput output)
    {
        long count = output.TokenCount ?? -1;
        return output.Pooling == VitPooling.SpatialMean && !output.IsWidthLast ? [1, output.Length, count] : [1, count, output.Length];
    }

    private static void AddVector(OnnxModelBuilder graph, string source, ReadOnlySpan<long> shape, bool withValidity)
    {
        graph.AddConstant("shape", shape);
        graph.AddNode("Reshape", [source, "shape"], [withValidity ? "unmasked" : ColumnNames.Vector]);
        if (withValidity)
        {
            // ML.NET hands a number over as [1, 1].
            graph.AddInput(ColumnNames.Validity, OnnxModelBuilder.Float, 1, 1);
            graph.AddConstant("one", 1);
            graph.AddNode("Reshape", [ColumnNames.Validity, "one"], ["validity"]);
            graph.AddNode("Mul", ["unmasked", "validity"], [ColumnNames.Vector]);
        }

        graph.AddOutput(ColumnNames.Vector, OnnxModelBuilder.Float, shape);
    }

    private static void AddNames(OnnxModelBuilder graph, IReadOnlyList<string> labels, string places, string names, bool withValidity)
    {
        string found = withValidity ? names + ".found" : names;
        graph.AddNode(
            "LabelEncoder", MachineLearning, "", [places], [found],
            ("keys_int64s", Enumerable.Range(0, labels.Count).Select(i => (long)i)), ("values_strings", labels));
        if (!withValidity)
            return;
        graph.AddConstant(names + ".nothing", "");
        graph.AddNode("IsNaN", ["validity"], [names + ".invalid"]);
        graph.AddNode("Where", [names + ".invalid", names + ".nothing", found], [names]);
    }

    private static void AddSlotNames(OnnxModelBuilder graph, IReadOnlyList<string> labels) =>
        graph.AddNode(
            "LabelEncoder", MachineLearning, $"mlnet.{ColumnNames.Vector}.SlotNames", [ColumnNames.Label], ["unused"],
            ("keys_strings", labels), ("values_int64s", Enumerable.Range(0, labels.Count).Select(i => (long)i)));
}
