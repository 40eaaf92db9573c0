using Microsoft.ML;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>What was trained on features, as the ONNX graph from <c>features</c> to <c>logits</c> or <c>probabilities</c>.</summary>
internal sealed class ClassifierGraph
{
    public const string MachineLearning = "ai.onnx.ml";

    private const string Prefix = "classifier/";
    private const string Scores = "Score";

    private ClassifierGraph(GraphProto graph) => Graph = graph;

    /// <summary>The nodes and the constants.</summary>
    public GraphProto Graph { get; }

    /// <summary>The output: logits, or probabilities where the trainer's scores are made without a softmax at the end.</summary>
    public required string Output { get; init; }

    /// <summary>The version of the operators <c>ai.onnx.ml</c> that it has; 0 for none.</summary>
    public long MachineLearningVersion { get; init; }

    /// <summary>The mean and the spread of each feature where the first step normalizes them; else empty.</summary>
    public IReadOnlyList<(float Mean, float Spread)> Distribution { get; private init; } = [];

    /// <summary>Converts what follows the features, by ML.NET's own conversion, whose linear operators become products of matrices.</summary>
    /// <exception cref="ArgumentException">It cannot be expressed; the message says why, and what to do.</exception>
    public static ClassifierGraph Create(ModelOperationsCatalog catalog, TrainedSteps steps)
    {
        ModelProto model = Convert(catalog, steps);
        HashSet<string> inputs = GraphCut.KeepFor(model.Graph, Scores);
        if (inputs.FirstOrDefault(input => input != steps.FeaturesColumn) is { } other)
            throw CannotExpress($"its scores depend on the column '{other}' beside the features");
        IReadOnlyList<(float Mean, float Spread)> distribution = LinearOperators.FindDistribution(model.Graph, steps.FeaturesColumn);
        LinearOperators.Replace(model.Graph);
        string scores = RemoveSoftmax(model.Graph);
        string output = scores == Scores ? ModelTensors.Probabilities : ModelTensors.Logits;
        GraphNames.Change(model.Graph, name => name == scores ? output : name == steps.FeaturesColumn ? ModelTensors.Features : Prefix + name);
        bool hasOwn = model.Graph.Node.Any(node => node.Domain == MachineLearning);
        return new ClassifierGraph(model.Graph)
        {
            Output = output,
            MachineLearningVersion = hasOwn ? model.OpsetImport.First(import => import.Domain == MachineLearning).Version : 0,
            Distribution = distribution,
        };
    }

    private static ModelProto Convert(ModelOperationsCatalog catalog, TrainedSteps steps)
    {
        using var bytes = new MemoryStream();
        try
        {
            catalog.ConvertToOnnx(steps.Rest, new EmptyData(steps.Schema), bytes, Scores);
        }
        catch (Exception e) when (e is not (VitException or OperationCanceledException or OutOfMemoryException))
        {
            throw CannotExpress($"ML.NET does not convert it: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        return ModelProto.Parser.ParseFrom(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Removes the softmax that gives the scores, which the reader of a model file applies to its logits.</summary>
    /// <returns>The tensor that now comes last.</returns>
    private static string RemoveSoftmax(GraphProto graph)
    {
        NodeProto last = graph.Node.First(node => node.Output.Contains(Scores));
        if (last.OpType != "Softmax")
            return Scores;
        graph.Node.Remove(last);
        return last.Input[0];
    }

    /// <summary>The error of a pipeline that only an archive can hold.</summary>
    public static ArgumentException CannotExpress(string reason, Exception? cause = null) => new(
        $"A pipeline is expected whose steps after the features can be expressed in ONNX, and {reason}. Save it with mlContext.Model.SaveVit "
            + "(in the tool, to a .zip file), or train with LbfgsMaximumEntropy, SdcaMaximumEntropy, LightGbm or OneVersusAll with FastTree, after "
            + "NormalizeMeanVariance or NormalizeMinMax at most.",
        cause);
}
