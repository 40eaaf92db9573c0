using System.Buffers;
using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Weights;

/// <summary>A tensor's values in a pooled buffer, which disposing returns to the pool.</summary>
internal readonly struct TensorValues : IDisposable
{
    private readonly float[] _buffer;
    private readonly int _count;

    public TensorValues(CheckpointTensor tensor)
    {
        _count = tensor.Count;
        _buffer = ArrayPool<float>.Shared.Rent(_count);
        tensor.Read(Span);
    }

    public Span<float> Span => _buffer.AsSpan(0, _count);

    public void Dispose() => ArrayPool<float>.Shared.Return(_buffer);
}
