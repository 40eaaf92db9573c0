using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Softmax by ONNX Runtime, so that every bit is that of a saved pipeline, whose chain ends in the same operator. One small session
/// serves the process. Thread-safe.
/// </summary>
internal static class Softmax
{
    private const string Input = "logits";
    private const string Output = "probabilities";

    private static readonly Lazy<InferenceSession> s_session = new(Open);

    /// <summary>Replaces each row of <paramref name="rows"/> [count, length] by its softmax.</summary>
    public static void Apply(Memory<float> rows, int length)
    {
        if (rows.IsEmpty)
            return;
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rows, [rows.Length / length, length]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = s_session.Value.Run(options, [Input], [input], [Output]);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(rows.Span);
    }

    private static InferenceSession Open()
    {
        const int Unknown = -1;
        var graph = new OnnxModelBuilder();
        graph.AddInput(Input, OnnxModelBuilder.Float, Unknown, Unknown);
        graph.AddNode("Softmax", [Input], [Output], ("axis", 1L));
        graph.AddOutput(Output, OnnxModelBuilder.Float, Unknown, Unknown);
        OnnxRuntimeEnvironment.EnsureCreated();
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(graph.ToModel(), options);
    }
}
