using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>
/// Replaces the linear operators of <c>ai.onnx.ml</c>, which not every runtime has, by subtraction, multiplication and products of matrices.
/// </summary>
internal static class LinearOperators
{
    /// <summary>The mean and the spread of each feature, as a normalization of the features keeps them; empty where there is none.</summary>
    public static IReadOnlyList<(float Mean, float Spread)> FindDistribution(GraphProto graph, string features)
    {
        NodeProto? scaler = graph.Node.FirstOrDefault(node => node.OpType == "Scaler" && node.Input.Contains(features));
        return scaler is null ? [] : [.. Floats(scaler, "offset").Zip(Floats(scaler, "scale"), (mean, scale) => (mean, scale == 0 ? 0 : 1 / scale))];
    }

    public static void Replace(GraphProto graph)
    {
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            graph.Node.AddRange((node.Domain, node.OpType) switch
            {
                (ClassifierGraph.MachineLearning, "Scaler") => Scale(graph, node),
                (ClassifierGraph.MachineLearning, "LinearClassifier") => Classify(graph, node),
                (ClassifierGraph.MachineLearning, "LinearRegressor") => Multiply(graph, node, node.Output[0]),
                _ => [node],
            });
        }
    }

    private static IEnumerable<NodeProto> Scale(GraphProto graph, NodeProto node)
    {
        (float[] offsets, float[] scales) = (Floats(node, "offset"), Floats(node, "scale"));
        string result = node.Output[0], input = node.Input[0];
        if (offsets.Any(offset => offset != 0))
        {
            graph.Initializer.Add(OnnxTensors.Constant($"{result}/offset", offsets, offsets.Length));
            yield return OnnxTensors.Node("Sub", [input, $"{result}/offset"], $"{result}/centred");
            input = $"{result}/centred";
        }

        graph.Initializer.Add(OnnxTensors.Constant($"{result}/scale", scales, scales.Length));
        yield return OnnxTensors.Node("Mul", [input, $"{result}/scale"], result);
    }

    private static IEnumerable<NodeProto> Classify(GraphProto graph, NodeProto node)
    {
        string scores = node.Output[1];
        string transform = node.Attribute.FirstOrDefault(attribute => attribute.Name == "post_transform")?.S.ToStringUtf8() ?? "NONE";
        if (transform is not ("NONE" or "SOFTMAX"))
            throw ClassifierGraph.CannotExpress($"its linear classifier ends in {transform}");
        string products = transform == "NONE" ? scores : $"{scores}/logits";
        IEnumerable<NodeProto> nodes = Multiply(graph, node, products);
        return transform == "NONE" ? nodes : nodes.Append(OnnxTensors.Node("Softmax", [products], scores, OnnxTensors.Integer("axis", 1)));
    }

    /// <summary>One row of coefficients for each of the results.</summary>
    private static IEnumerable<NodeProto> Multiply(GraphProto graph, NodeProto node, string result)
    {
        (float[] coefficients, float[] intercepts) = (Floats(node, "coefficients"), Floats(node, "intercepts"));
        int rows = intercepts.Length, columns = coefficients.Length / rows;
        var kernel = new float[coefficients.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                kernel[(column * rows) + row] = coefficients[(row * columns) + column];
        }

        graph.Initializer.Add(OnnxTensors.Constant($"{result}/kernel", kernel, columns, rows));
        graph.Initializer.Add(OnnxTensors.Constant($"{result}/bias", intercepts, rows));
        yield return OnnxTensors.Node("MatMul", [node.Input[0], $"{result}/kernel"], $"{result}/products");
        yield return OnnxTensors.Node("Add", [$"{result}/products", $"{result}/bias"], result);
    }

    private static float[] Floats(NodeProto node, string name) => [.. node.Attribute.First(attribute => attribute.Name == name).Floats];
}
