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
        CheckForm(model);
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

    private static void CheckForm(VitModel model)
    {
        if (model.WeightsPaths.Count > 1)
            throw NotInForm(model, $"its weights are in {model.WeightsPaths.Count} files");
        if (model.TakesOnePhotograph || model.Input.FixedBatch is not null || !model.Input.HasBatch)
            throw NotInForm(model, "it takes a fixed number of photographs in each call");
        if (!model.Input.IsPlain || model.Input.Channels != 3)
            throw NotInForm(model, "its input is not float32 pixels of three channels alone");
        if (model.Features is not { IsPlain: true, Pooling: VitPooling.None or VitPooling.FirstToken })
            throw NotInForm(model, "its features are a mean over tokens or cells, or not float32");
    }

    private static VitModelException NotInForm(VitModel model, string reason) => new(
        "a network is expected that takes any number of photographs as float32 pixels, gives features as vectors or first tokens, and has its weights in one "
            + $"file at most, and {reason}. Export it in that form, or save the pipeline with mlContext.Model.SaveVit (in the tool, to a .zip file).",
        model.Path);

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
        if (GraphCut.HasInnerGraphs(proto.Graph))
            throw NotInForm(model, "it has branches or loops");
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
