using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>The names in a graph.</summary>
internal static class GraphNames
{
    /// <summary>
    /// Changes the names of all nodes, of the tensors that they read and write, and of the constants; the inputs and outputs of the graph are left.
    /// </summary>
    public static void Change(GraphProto graph, Func<string, string> change)
    {
        foreach (NodeProto node in graph.Node)
        {
            node.Name = Change(node.Name, change);
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = Change(node.Input[i], change);
            for (int i = 0; i < node.Output.Count; i++)
                node.Output[i] = Change(node.Output[i], change);
        }

        foreach (TensorProto constant in graph.Initializer)
            constant.Name = change(constant.Name);
    }

    // An optional input that is left out has an empty name, as a node may.
    private static string Change(string name, Func<string, string> change) => name.Length == 0 ? "" : change(name);
}
