using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>
/// Softmax by ONNX Runtime, whose result is bit for bit that of a saved pipeline. One small session serves the process.
/// </summary>
internal static class SoftmaxSession
{
    private const string Input = "logits";
    private const string Output = "probabilities";

    private static readonly Lazy<InferenceSession> Session = new(Open);

    /// <summary>Replaces each row of <paramref name="rows"/> [count, length] by its softmax.</summary>
    public static void Apply(Memory<float> rows, int length)
    {
        if (rows.IsEmpty)
            return;
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rows, [rows.Length / length, length]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = Session.Value.Run(options, [Input], [input], [Output]);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(rows.Span);
    }

    private static InferenceSession Open()
    {
        const int Unknown = -1;
        var graph = new OnnxWriter();
        graph.AddInput(Input, OnnxWriter.Float, Unknown, Unknown);
        graph.AddNode("Softmax", [Input], [Output], ("axis", 1L));
        graph.AddOutput(Output, OnnxWriter.Float, Unknown, Unknown);
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(graph.ToModel(), options);
    }
}
