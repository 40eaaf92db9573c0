using Microsoft.ML.OnnxRuntime;
using VitMlNet.Kernels;

namespace VitMlNet.Benchmarks.Int8;

/// <summary>ONNX Runtime by itself over inputs that are ready, by one caller or by several at once.</summary>
internal sealed class BareRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly OrtValue[] _values;
    private readonly string[] _outputs;
    private readonly int _callers;

    /// <param name="path">The model.</param>
    /// <param name="kernels">Whether VitMlNet's kernels are registered.</param>
    /// <param name="threads">The threads of a run; 0 for one on each core.</param>
    /// <param name="callers">How many runs are made at once.</param>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputs">The outputs; none for all.</param>
    public BareRun(string path, bool kernels, int threads, int callers, IReadOnlyDictionary<string, OrtValue> inputs, params string[] outputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        if (kernels && !KernelLibrary.TryRegister(options))
            throw new InvalidOperationException(VitKernels.WhyUnused);
        _session = new InferenceSession(path, options);
        _inputs = [.. inputs.Keys];
        _values = [.. inputs.Values];
        _outputs = outputs.Length > 0 ? outputs : [.. _session.OutputNames];
        _callers = callers;
    }

    /// <summary>Each caller runs once.</summary>
    public void Run()
    {
        Thread[] others = [.. Enumerable.Range(1, _callers - 1).Select(_ => new Thread(RunOnce))];
        foreach (Thread other in others)
            other.Start();
        RunOnce();
        foreach (Thread other in others)
            other.Join();
    }

    private void RunOnce()
    {
        using var options = new RunOptions();
        _session.Run(options, _inputs, _values, _outputs).Dispose();
    }

    public void Dispose() => _session.Dispose();
}
