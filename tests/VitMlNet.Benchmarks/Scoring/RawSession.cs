using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>ONNX Runtime by itself over pixels that are ready: what no pipeline can be faster than.</summary>
internal sealed class RawSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtValue _input;
    private readonly RunOptions _options = new();

    public RawSession(string modelPath, int batchSize, int size = 224)
    {
        _session = new InferenceSession(modelPath);
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

    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
