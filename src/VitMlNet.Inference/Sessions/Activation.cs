using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Makes probabilities of logits by ONNX Runtime, so that every bit is that of a saved pipeline, whose chain ends in the same operator. One
/// small session each serves the process. Thread-safe.
/// </summary>
internal sealed class Activation
{
    private const string Input = "logits";
    private const string Output = "probabilities";

    private readonly Lazy<InferenceSession> _session;

    private Activation(string operation, params (string Name, object Value)[] attributes) => _session = new(() => Open(operation, attributes));

    /// <summary>Probabilities of classes of which one is true.</summary>
    public static Activation Softmax { get; } = new("Softmax", ("axis", 1L));

    /// <summary>Probabilities of classes of which any may be true.</summary>
    public static Activation Sigmoid { get; } = new("Sigmoid");

    /// <summary>Replaces each row of <paramref name="rows"/> [count, length] by its probabilities.</summary>
    public void Apply(Memory<float> rows, int length)
    {
        if (rows.IsEmpty)
            return;
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rows, [rows.Length / length, length]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Value.Run(options, [Input], [input], [Output]);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(rows.Span);
    }

    private static InferenceSession Open(string operation, (string Name, object Value)[] attributes)
    {
        const int Unknown = -1;
        var graph = new OnnxModelBuilder();
        graph.AddInput(Input, OnnxModelBuilder.Float, Unknown, Unknown);
        graph.AddNode(operation, [Input], [Output], attributes);
        graph.AddOutput(Output, OnnxModelBuilder.Float, Unknown, Unknown);
        OnnxRuntimeEnvironment.EnsureCreated();
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(graph.ToModel(), options);
    }
}
