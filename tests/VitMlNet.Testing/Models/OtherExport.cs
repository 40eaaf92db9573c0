using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Testing;

/// <summary>The network of <see cref="TinyModel"/> as other tools would export it.</summary>
internal sealed record OtherExport
{
    public string InputName { get; init; } = "pixel_values";

    public bool ChannelsFirst { get; init; } = true;

    /// <summary>Whether the batch is 1 instead of open.</summary>
    public bool TakesOne { get; init; }

    /// <summary>Names of dimensions that are left open, by their indexes.</summary>
    public (int Index, string Name)[] Open { get; init; } = [];

    /// <summary>The name of the scores, or null to leave them out.</summary>
    public string? Scores { get; init; } = "logits";

    public bool EndsInSoftmax { get; init; }

    /// <summary>The name of the features [batch, 6], or null to leave them out.</summary>
    public string? Features { get; init; }

    /// <summary>The name of an output of tokens [batch, <see cref="TokenCount"/>, 6] whose first is the features, or null to leave it out.</summary>
    public string? Tokens { get; init; }

    public int TokenCount { get; init; } = 5;

    /// <summary>Whether the number of tokens is left open.</summary>
    public bool OpenTokens { get; init; }

    public int Classes { get; init; } = 5;

    public Action<ModelProto>? Change { get; init; }

    public string Write(string path)
    {
        new TinyModel { Classes = Classes, Labels = null, Change = Rewrite }.Write(path);
        return path;
    }

    private void Rewrite(ModelProto model)
    {
        model.ProducerName = "pytorch";
        model.MetadataProps.Clear();
        GraphProto graph = model.Graph;
        RewriteInput(graph);
        ValueInfoProto features = graph.Output[0], scores = graph.Output[1];
        graph.Output.Clear();
        if (Scores is not null)
            graph.Output.Add(Renamed(graph, scores, EndsInSoftmax ? "Softmax" : "Identity", Scores));
        if (Tokens is not null)
            graph.Output.Add(AddTokens(graph, features));
        if (Features is not null)
            graph.Output.Add(Renamed(graph, features, "Identity", Features));
        foreach (ValueInfoProto output in graph.Output.Where(_ => TakesOne))
            output.Type.TensorType.Shape.Dim[0].DimValue = 1;
        Change?.Invoke(model);
    }

    private void RewriteInput(GraphProto graph)
    {
        ValueInfoProto input = graph.Input[0];
        input.Name = InputName;
        var dimensions = input.Type.TensorType.Shape.Dim;
        if (TakesOne)
            dimensions[0].DimValue = 1;
        if (ChannelsFirst)
            (dimensions[1].DimValue, dimensions[3].DimValue) = (3, dimensions[1].DimValue);
        foreach ((int index, string name) in Open)
            dimensions[index].DimParam = name;
        if (InputName == "image" && !ChannelsFirst)
            return;
        NodeProto first = Node(ChannelsFirst ? "Transpose" : "Identity", InputName, "image");
        if (ChannelsFirst)
        {
            var order = new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints };
            order.Ints.AddRange([0, 2, 3, 1]);
            first.Attribute.Add(order);
        }

        graph.Node.Insert(0, first);
    }

    private static ValueInfoProto Renamed(GraphProto graph, ValueInfoProto output, string operation, string name)
    {
        string inner = output.Name + "_inner";
        foreach (NodeProto node in graph.Node)
        {
            Replace(node.Input, output.Name, inner);
            Replace(node.Output, output.Name, inner);
        }

        graph.Node.Add(Node(operation, inner, name));
        ValueInfoProto renamed = output.Clone();
        renamed.Name = name;
        return renamed;
    }

    private ValueInfoProto AddTokens(GraphProto graph, ValueInfoProto features)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = "token_axis",
            DataType = TensorProto.Types.DataType.Int64,
            Dims = { 1 },
            RawData = ByteString.CopyFrom([1, 0, 0, 0, 0, 0, 0, 0])
        });
        NodeProto token = Node("Unsqueeze", features.Name, "token");
        token.Input.Add("token_axis");
        graph.Node.Add(token);
        graph.Node.Add(Node("Neg", "token", "other_token"));
        NodeProto all = Node("Concat", "token", Tokens!);
        all.Input.AddRange(Enumerable.Repeat("other_token", TokenCount - 1));
        all.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
        graph.Node.Add(all);
        ValueInfoProto tokens = features.Clone();
        tokens.Name = Tokens!;
        tokens.Type.TensorType.Shape.Dim.Insert(
            1, OpenTokens ? new TensorShapeProto.Types.Dimension { DimParam = "tokens" } : new TensorShapeProto.Types.Dimension { DimValue = TokenCount });
        return tokens;
    }

    private static void Replace(IList<string> names, string from, string to)
    {
        for (int i = 0; i < names.Count; i++)
            names[i] = names[i] == from ? to : names[i];
    }

    private static NodeProto Node(string operation, string input, string output)
    {
        var node = new NodeProto { OpType = operation, Name = output + "_node" };
        node.Input.Add(input);
        node.Output.Add(output);
        return node;
    }
}
