using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;
using Google.Protobuf;

namespace VitMlNet;

/// <summary>Compares the graph of a classifier with the pipeline that it was made from, before anything is written.</summary>
internal static class ClassifierCheck
{
    /// <summary>The largest difference of a probability.</summary>
    public const float Tolerance = 1e-5f;

    private const int Vectors = 64;

    /// <param name="graph">The classifier.</param>
    /// <param name="operators">The versions of the operators in the file that it goes into.</param>
    /// <param name="head">The pipeline.</param>
    /// <param name="featureCount">The number of features.</param>
    /// <exception cref="ArgumentException">They differ, or the scores are no probabilities.</exception>
    public static void Run(ClassifierGraph graph, IEnumerable<OperatorSetIdProto> operators, ClassifierHead head, int featureCount)
    {
        int classes = head.Labels.Count;
        var model = new ModelProto { IrVersion = 8, Graph = graph.Graph.Clone(), OpsetImport = { operators } };
        model.Graph.Name = "classifier";
        model.Graph.Input.Clear();
        model.Graph.Input.Add(OnnxTensors.Value(ModelTensors.Features, -1, featureCount));
        model.Graph.Output.Clear();
        model.Graph.Output.Add(OnnxTensors.Value(graph.Output, -1, classes));
        float[] features = CreateFeatures(featureCount, graph.Distribution);
        float[] actual = Score(model, features, featureCount, classes, graph.Output);
        var expected = new float[Vectors * classes];
        for (int i = 0; i < Vectors; i++)
            head.Score(features.AsSpan(i * featureCount, featureCount), expected.AsSpan(i * classes, classes));
        for (int i = 0; i < Vectors; i++)
        {
            float sum = 0;
            foreach (float score in expected.AsSpan(i * classes, classes))
                sum += score;
            if (!(MathF.Abs(sum - 1) < 1e-3f))
                throw ClassifierGraph.CannotExpress("its scores are no probabilities, which a model file has, since they do not add up to 1");
        }

        float difference = expected.Zip(actual, (one, other) => MathF.Abs(one - other)).Max();
        if (!(difference <= Tolerance))
            throw ClassifierGraph.CannotExpress(FormattableString.Invariant($"the converted one gives other scores (by {difference:g3})"));
    }

    /// <summary>Vectors like those of photographs: by the normal distribution, with the mean and the spread that each feature had in training.</summary>
    private static float[] CreateFeatures(int featureCount, IReadOnlyList<(float Mean, float Spread)> distribution)
    {
        var random = new SplitMix64(1);
        var features = new float[Vectors * featureCount];
        for (int i = 0; i < features.Length; i++)
        {
            double sum = -6;
            for (int term = 0; term < 12; term++)
                sum += random.Next() * (1.0 / ulong.MaxValue);
            (float mean, float spread) = distribution.Count == featureCount ? distribution[i % featureCount] : (0, 1);
            features[i] = mean + (spread * (float)sum);
        }

        return features;
    }

    private static float[] Score(ModelProto model, float[] features, int featureCount, int classes, string output)
    {
        try
        {
            OnnxRuntimeEnvironment.EnsureCreated();
            using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            using var session = new InferenceSession(model.ToByteArray(), options);
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(features, [Vectors, featureCount]);
            using var runOptions = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(runOptions, [ModelTensors.Features], [input], [output]);
            float[] scores = results[0].GetTensorDataAsSpan<float>().ToArray();
            if (output == ModelTensors.Logits)
                Activation.Softmax.Apply(scores, classes);
            return scores;
        }
        catch (OnnxRuntimeException e)
        {
            throw ClassifierGraph.CannotExpress($"ONNX Runtime does not run the converted one: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
