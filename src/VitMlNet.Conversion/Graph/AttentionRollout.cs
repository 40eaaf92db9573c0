using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>
/// Attention rollout from the class token to the patches (Abnar and Zuidema, "Quantifying Attention Flow in Transformers", 2020).
/// </summary>
/// <remarks>
/// Each block counts as 0.5 A + 0.5 I, where A is the mean of its heads' attention and I the residual path. The blocks' product is
/// needed in the class token's row alone, so that row is carried from the last block to the first.
/// </remarks>
internal sealed class AttentionRollout(GraphBuilder graph)
{
    private const string Layer = "attention_rollout";

    /// <param name="weights">The attention weights [n, heads, queries, tokens] of the blocks, first to last.</param>
    /// <param name="prefix">Tokens before the patches, the class token first.</param>
    /// <param name="grid">Rows and columns of patches.</param>
    /// <param name="output">The name of the result, [n, grid, grid], each map summing to 1.</param>
    public void Build(IReadOnlyList<string> weights, int prefix, int grid, string output)
    {
        int tokens = prefix + grid * grid;
        string row = graph.Weight(Weight.Float(Layer + "/class_token", [1, 1, tokens], values =>
        {
            values.Clear();
            values[0] = 1;
        }));

        for (int block = weights.Count - 1; block >= 0; block--)
        {
            string name = $"{Layer}/block_{block}";
            string mean = graph.Node(
                "ReduceMean", name + "/heads", [weights[block], graph.Integers(1)], Attribute("keepdims", 0));

            // The last block's attention may have the class token's row alone, which is the row that the product picks.
            string attended = block == weights.Count - 1
                ? graph.Node("Slice", name + "/attended", [mean, graph.Integers(0), graph.Integers(1), graph.Integers(1)])
                : graph.Node("MatMul", name + "/attended", [row, mean]);
            string sum = graph.Node("Add", name + "/sum", [attended, row]);
            row = graph.Node("Mul", name, [sum, graph.Scalar(0.5f)]);
        }

        string patches = graph.Node(
            "Slice", Layer + "/patches", [row, graph.Integers(prefix), graph.Integers(tokens), graph.Integers(2)]);
        string total = graph.Node("ReduceSum", Layer + "/total", [patches, graph.Integers(2)], Attribute("keepdims", 1));
        string shares = graph.Node("Div", Layer + "/shares", [patches, total]);
        graph.Node("Reshape", output, [shares, graph.Integers(0, grid, grid)]);
    }
}
