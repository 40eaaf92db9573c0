using System.Buffers;
using System.Runtime.InteropServices;

namespace VitMlNet;

/// <summary>Memory for files and pixels: pooled up to the size of a usual photograph, given back to the system beyond.</summary>
internal sealed unsafe class PooledMemory : IDisposable
{
    private const long LargestPooled = 64L << 20;

    // What is left to the runtime, which ends the process where it gets no memory for its own needs.
    private const long Reserve = 128L << 20;

    private readonly byte[]? _array;
    private readonly GCHandle _pin;
    private byte* _address;

    public PooledMemory(long length)
    {
        Length = length;
        if (length > LargestPooled)
        {
            if (!IsAvailable(length))
                throw new OutOfMemoryException();
            _address = (byte*)NativeMemory.Alloc((nuint)length);
            return;
        }

        _array = ArrayPool<byte>.Shared.Rent((int)Math.Max(length, 1));
        _pin = GCHandle.Alloc(_array, GCHandleType.Pinned);
        _address = (byte*)_pin.AddrOfPinnedObject();
    }

    public long Length { get; private set; }

    public byte* Address => _address;

    /// <summary>Whether the system has so much memory for this process, and some more.</summary>
    public static bool IsAvailable(long length)
    {
        try
        {
            NativeMemory.Free(NativeMemory.Alloc((nuint)(length + Reserve)));
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Leaves off the end of the memory.</summary>
    public void Shorten(long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public Span<byte> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new Span<byte>(_address + start, length);
    }

    public void Dispose()
    {
        if (_address is null)
            return;
        if (_array is null)
        {
            NativeMemory.Free(_address);
        }
        else
        {
            _pin.Free();
            ArrayPool<byte>.Shared.Return(_array);
        }

        _address = null;
    }
}
