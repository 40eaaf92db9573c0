using System.Runtime.InteropServices;

namespace VitMlNet.Kernels.Native;

/// <summary>A node's inputs and outputs in one run of ONNX Runtime.</summary>
internal sealed unsafe class OrtKernelContext(nint context) : KernelContext
{
    public override KernelTensor<T> Input<T>(int index)
    {
        nint value;
        OrtRuntime.Check(((delegate* unmanaged<nint, nuint, nint*, nint>)OrtRuntime.Function(OrtFunction.KernelContext_GetInput))(
            context, (nuint)index, &value));
        return new KernelTensor<T>((T*)Data(value), Shape(value));
    }

    public override KernelTensor<T> Output<T>(int index, params long[] shape)
    {
        nint value;
        fixed (long* sizes = shape)
        {
            OrtRuntime.Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)OrtRuntime.Function(OrtFunction.KernelContext_GetOutput))(
                context, (nuint)index, sizes, (nuint)shape.Length, &value));
        }

        return new KernelTensor<T>((T*)Data(value), shape);
    }

    public override void ForEach(int count, Action<int> body)
    {
        if (count <= 1)
        {
            if (count == 1)
                body(0);
            return;
        }

        var work = new Work(body);
        GCHandle handle = GCHandle.Alloc(work);
        try
        {
            var parallelFor = (delegate* unmanaged<nint, delegate* unmanaged<nint, nuint, void>, nuint, nuint, nint, nint>)
                OrtRuntime.Function(OrtFunction.KernelContext_ParallelFor);
            OrtRuntime.Check(parallelFor(context, &Run, (nuint)count, 0, GCHandle.ToIntPtr(handle)));
        }
        finally
        {
            handle.Free();
        }

        if (work.Error is { } error)
            throw new InvalidOperationException(error.Message, error);
    }

    [UnmanagedCallersOnly]
    private static void Run(nint work, nuint index) => ((Work)GCHandle.FromIntPtr(work).Target!).Run((int)index);

    private static void* Data(nint value)
    {
        void* data;
        OrtRuntime.Check(((delegate* unmanaged<nint, void**, nint>)OrtRuntime.Function(OrtFunction.GetTensorMutableData))(value, &data));
        return data;
    }

    private static long[] Shape(nint value)
    {
        nint information;
        OrtRuntime.Check(((delegate* unmanaged<nint, nint*, nint>)OrtRuntime.Function(OrtFunction.GetTensorTypeAndShape))(value, &information));
        try
        {
            nuint rank;
            OrtRuntime.Check(((delegate* unmanaged<nint, nuint*, nint>)OrtRuntime.Function(OrtFunction.GetDimensionsCount))(information, &rank));
            var shape = new long[(int)rank];
            fixed (long* sizes = shape)
                OrtRuntime.Check(((delegate* unmanaged<nint, long*, nuint, nint>)OrtRuntime.Function(OrtFunction.GetDimensions))(information, sizes, rank));
            return shape;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)OrtRuntime.Function(OrtFunction.ReleaseTensorTypeAndShapeInfo))(information);
        }
    }

    /// <summary>What ONNX Runtime's threads run. An exception must not leave a callback, so it is kept.</summary>
    private sealed class Work(Action<int> body)
    {
        public Exception? Error { get; private set; }

        public void Run(int index)
        {
            try
            {
                body(index);
            }
            catch (Exception e)
            {
                Error = e;
            }
        }
    }
}
