using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>Leaves of a graph what some of its tensors are computed from.</summary>
internal static class GraphCut
{
    // ONNX's number of an attribute that holds a graph, and of one that holds several.
    private const int Graph = 5;
    private const int Graphs = 10;

    /// <summary>Whether nodes have graphs of their own: branches and loops.</summary>
    public static bool HasInnerGraphs(GraphProto graph) => graph.Node.Any(node => node.Attribute.Any(attribute => (int)attribute.Type is Graph or Graphs));

    /// <summary>Removes the nodes and the constants that none of the tensors needs.</summary>
    /// <returns>The tensors without a node or a constant of their own, such as the graph's inputs.</returns>
    public static HashSet<string> KeepFor(GraphProto graph, params IEnumerable<string> tensors)
    {
        // A graph within an attribute may use any tensor of this one.
        bool hasInner = HasInnerGraphs(graph);
        var needed = new HashSet<string>(tensors, StringComparer.Ordinal);
        var kept = new List<NodeProto>();
        for (int i = graph.Node.Count - 1; i >= 0; i--)
        {
            NodeProto node = graph.Node[i];
            if (!hasInner && !node.Output.Any(needed.Contains))
                continue;
            kept.Add(node);
            needed.UnionWith(node.Input.Where(input => input.Length > 0));
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        TensorProto[] constants = [.. graph.Initializer.Where(tensor => hasInner || needed.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(constants);
        needed.ExceptWith(kept.SelectMany(node => node.Output));
        needed.ExceptWith(constants.Select(tensor => tensor.Name));
        return needed;
    }
}
