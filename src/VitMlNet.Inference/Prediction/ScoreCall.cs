using System.Buffers;

namespace VitMlNet;

/// <summary>One photograph that a caller waits for: its pixels, and then its results.</summary>
internal sealed class ScoreCall : IDisposable
{
    private readonly int _pixelCount;

    public ScoreCall(LoadedModel model, ScoreOutputs outputs)
    {
        _pixelCount = model.PixelCount;
        PixelArray = ArrayPool<float>.Shared.Rent(_pixelCount);
        Results = new ScoreBuffers(model, outputs, 1);
    }

    public Span<float> Pixels => PixelArray.AsSpan(0, _pixelCount);

    /// <summary>The rented array that begins with <see cref="Pixels"/>.</summary>
    public float[] PixelArray { get; }

    public ScoreBuffers Results { get; }

    /// <summary>Completed when <see cref="Results"/> are there, with an error, or by cancellation.</summary>
    public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The run that this call is part of; read and changed under the queue's lock.</summary>
    public CallRun? Run { get; set; }

    /// <summary>Whether the caller has left; read and changed under the queue's lock.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Returns the pixels to the pool.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(PixelArray);
}
