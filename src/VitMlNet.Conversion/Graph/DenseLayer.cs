using VitMlNet.Conversion.Weights;

namespace VitMlNet.Conversion.Graph;

/// <summary>The encoder's products with a kernel and a bias, in the precision that was asked for.</summary>
internal sealed class DenseLayer(GraphBuilder graph, VitPrecision precision)
{
    /// <summary>Whether the products are of 8-bit whole numbers.</summary>
    public bool IsQuantized => precision == VitPrecision.Int8;

    /// <param name="name">The name of the layer and of its result.</param>
    /// <param name="input">[n, tokens, inputs].</param>
    /// <param name="kernel">[inputs, outputs].</param>
    /// <param name="bias">[outputs].</param>
    public string Build(string name, string input, Weight kernel, Weight bias)
    {
        if (IsQuantized)
        {
            (Weight values, Weight scales) = ColumnQuantization.Of(kernel);
            const string NoZeroPoint = "";
            return graph.Node(
                "DynamicQuantizeMatMul",
                name,
                [input, graph.Weight(values), graph.Weight(scales), NoZeroPoint, graph.Weight(bias)]);
        }

        string product = graph.Node("MatMul", name + "/product", [input, graph.Weight(kernel)]);
        return graph.Node("Add", name, [product, graph.Weight(bias)]);
    }
}
