using System.Globalization;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>A model file without its own classifier, in the form that VitMlNet's own files have, ready to be given another one.</summary>
internal static class BackboneModel
{
    private const string Unpublished = "ONNX";

    // The first version in which constants need not be inputs too, and in which there are functions within the file.
    private const int LeastIrVersion = 8;

    /// <exception cref="VitModelException">The model is not in a form that a classifier can be added to.</exception>
    public static ModelProto Read(VitModel model)
    {
        ModelProto proto = Parse(model);
        string[] kept = [ModelTensors.Features, ModelTensors.Tokens, ModelTensors.Attention];
        if (!model.IsSelfDescribing)
        {
            Adapt(proto, model);
            kept = [ModelTensors.Features];
        }

        ValueInfoProto[] outputs = [.. proto.Graph.Output.Where(output => kept.Contains(output.Name))];
        proto.Graph.Output.Clear();
        proto.Graph.Output.AddRange(outputs);
        GraphCut.KeepFor(proto.Graph, outputs.Select(output => output.Name));
        proto.IrVersion = Math.Max(proto.IrVersion, LeastIrVersion);
        return proto;
    }

    private static ModelProto Parse(VitModel model)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(model.Storage.ReadAllBytes());
        }
        catch (Exception e) when (e is Google.Protobuf.InvalidProtocolBufferException or IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read any more: {e.Message} Check it, and the disk.", model.Path, e);
        }
    }

    /// <summary>Gives the input and the features of another tool's file the names and the shapes of VitMlNet's own.</summary>
    private static void Adapt(ModelProto proto, VitModel model)
    {
        const string Prefix = "network/";
        if (model.TakesOnePhotograph)
            throw new VitModelException(
                "a model with an open batch dimension is expected, and this one takes one photograph in each call. Export it again.", model.Path);
        if (GraphCut.HasInnerGraphs(proto.Graph))
            throw new VitModelException("a network without branches and loops is expected, and this one has some. Save the pipeline with SaveVit.", model.Path);
        GraphProto graph = proto.Graph;
        GraphNames.Change(graph, name => Prefix + name);
        string pixels = Prefix + model.Input.Name, features = Prefix + model.FeaturesOutput;
        graph.Node.Insert(0, model.Layout == VitPixelLayout.ChannelsFirst
            ? OnnxTensors.Node("Transpose", [ModelTensors.Image], pixels, OnnxTensors.Integers("perm", 0, 3, 1, 2))
            : OnnxTensors.Node("Identity", [ModelTensors.Image], pixels));
        if (model.Features!.IsTokens)
        {
            graph.Initializer.Add(OnnxTensors.Constant("features/first", 0));
            graph.Node.Add(OnnxTensors.Node("Gather", [features, "features/first"], ModelTensors.Features, OnnxTensors.Integer("axis", 1)));
        }
        else
        {
            graph.Node.Add(OnnxTensors.Node("Identity", [features], ModelTensors.Features));
        }

        graph.Input.Clear();
        graph.Input.Add(OnnxTensors.Value(ModelTensors.Image, -1, model.Height, model.Width, 3));
        graph.Output.Clear();
        graph.Output.Add(OnnxTensors.Value(ModelTensors.Features, -1, model.FeatureCount));
        Describe(proto, model);
    }

    private static void Describe(ModelProto proto, VitModel model)
    {
        proto.ProducerName = Producer.Name;
        proto.ProducerVersion = Producer.Version;
        foreach ((string key, string value) in new Dictionary<string, string>
        {
            [ModelMetadata.FormatVersion] = ModelMetadata.CurrentFormatVersion.ToString(CultureInfo.InvariantCulture),
            [ModelMetadata.Architecture] = Unpublished,
            [ModelMetadata.Resolution] = model.Height.ToString(CultureInfo.InvariantCulture),
            [ModelMetadata.SourceName] = Path.GetFileName(model.Path),
        })
        {
            MetadataEntries.Set(proto, key, value);
        }
    }
}
