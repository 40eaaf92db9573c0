using VitMlNet.Kernels;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>Runs a kernel outside ONNX Runtime, with each tensor in guarded memory.</summary>
internal sealed unsafe class KernelRun : KernelContext, IDisposable
{
    private readonly List<(GuardedMemory Memory, long[] Shape)> _inputs = [];
    private readonly SortedDictionary<int, (GuardedMemory Memory, long[] Shape)> _outputs = [];

    public KernelRun Add<T>(T[] values, params long[] shape)
        where T : unmanaged
    {
        var memory = new GuardedMemory((long)values.Length * sizeof(T));
        values.CopyTo(new Span<T>(memory.Data, values.Length));
        _inputs.Add((memory, shape));
        return this;
    }

    /// <summary>Computes with vectors of so many bits; 0 for none.</summary>
    public KernelRun Compute(Kernel kernel, int bits)
    {
        switch (bits)
        {
            case 512:
                kernel.Compute<Lanes512>(this);
                break;
            case 256:
                kernel.Compute<Lanes256>(this);
                break;
            case 128:
                kernel.Compute<Lanes128>(this);
                break;
            default:
                kernel.Compute<Lanes1>(this);
                break;
        }

        foreach ((GuardedMemory memory, _) in _inputs.Concat(_outputs.Values))
            memory.AssertNothingElseWritten();
        return this;
    }

    public T[] Read<T>(int output)
        where T : unmanaged
    {
        (GuardedMemory memory, long[] shape) = _outputs[output];
        return new Span<T>(memory.Data, (int)shape.Aggregate(1L, (count, size) => count * size)).ToArray();
    }

    public override KernelTensor<T> Input<T>(int index) => new((T*)_inputs[index].Memory.Data, _inputs[index].Shape);

    public override KernelTensor<T> Output<T>(int index, params long[] shape)
    {
        var memory = new GuardedMemory(shape.Aggregate(1L, (count, size) => count * size) * sizeof(T));
        _outputs.Add(index, (memory, shape));
        return new KernelTensor<T>((T*)memory.Data, shape);
    }

    public override void ForEach(int count, Action<int> body) => Parallel.For(0, count, body);

    public void Dispose()
    {
        foreach ((GuardedMemory memory, _) in _inputs.Concat(_outputs.Values))
            memory.Dispose();
    }
}
