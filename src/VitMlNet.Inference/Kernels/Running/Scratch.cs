using System.Runtime.InteropServices;

namespace VitMlNet.Kernels;

/// <summary>Memory for the length of a call, aligned for vectors. Each thread keeps its largest block for the next call.</summary>
internal unsafe ref struct Scratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static Block? _kept;

    private readonly Block _block;
    private nuint _used;

    /// <param name="bytes">At least what <see cref="Take"/> will be asked for, each request rounded up by <see cref="Size{T}"/>.</param>
    public Scratch(long bytes)
    {
        Block? kept = _kept;
        _kept = null;
        _block = kept is not null && kept.Length >= (nuint)bytes ? kept : new Block((nuint)bytes);
        if (kept is not null && kept != _block)
            kept.Free();
    }

    /// <summary>The bytes that an array takes.</summary>
    public static long Size<T>(long count)
        where T : unmanaged => (count * sizeof(T) + Alignment - 1) / Alignment * Alignment;

    public T* Take<T>(long count)
        where T : unmanaged
    {
        nuint size = (nuint)Size<T>(count);
        if (_used + size > _block.Length)
            throw new InvalidOperationException($"{_used + size} bytes of scratch memory are needed, and {_block.Length} were asked for.");
        var start = (T*)(_block.Start + _used);
        _used += size;
        return start;
    }

    public readonly void Dispose()
    {
        if (_kept is null)
            _kept = _block;
        else
            _block.Free();
    }

    /// <summary>Freed by the finalizer when its thread has ended.</summary>
    private sealed class Block(nuint length)
    {
        public byte* Start { get; private set; } = (byte*)NativeMemory.AlignedAlloc(Math.Max(length, Alignment), Alignment);

        public nuint Length => length;

        ~Block() => NativeMemory.AlignedFree(Start);

        public void Free()
        {
            NativeMemory.AlignedFree(Start);
            Start = null;
            GC.SuppressFinalize(this);
        }
    }
}
