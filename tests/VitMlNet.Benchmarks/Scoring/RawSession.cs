using Microsoft.ML.OnnxRuntime;
using VitMlNet.Kernels;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>ONNX Runtime by itself over pixels that are ready: what no pipeline can be faster than.</summary>
internal sealed class RawSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtValue _input;
    private readonly RunOptions _options = new();

    /// <param name="modelPath">The model.</param>
    /// <param name="batchSize">The images of each run.</param>
    /// <param name="threads">The threads of each run; null for one for each core.</param>
    /// <param name="size">The height and width of the images.</param>
    public RawSession(string modelPath, int batchSize, int? threads = null, int size = 224)
    {
        using var options = new SessionOptions();
        if (threads is { } count)
            options.IntraOpNumThreads = count;
        KernelLibrary.TryRegister(options);
        _session = new InferenceSession(modelPath, options);
        var pixels = new float[batchSize * size * size * 3];
        var random = new Random(1);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = 2 * random.NextSingle() - 1;
        _input = OrtValue.CreateTensorValueFromMemory(pixels, [batchSize, size, size, 3]);
    }

    public void Run(int times)
    {
        for (int i = 0; i < times; i++)
            _session.Run(_options, ["image"], [_input], ["logits"]).Dispose();
    }

    /// <summary>Runs on each core at the same time.</summary>
    public void RunOnEachCore(int times) => Parallel.For(0, times, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, _ => Run(1));

    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
