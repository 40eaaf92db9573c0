using System.Runtime.InteropServices;

namespace VitMlNet.Kernels;

/// <summary>Memory for the length of a call, aligned for vectors. Each thread keeps its blocks for the next calls.</summary>
internal unsafe ref struct Scratch
{
    private const int Alignment = 64;

    /// <summary>The blocks of this thread that are not in use; the last returned first, so that nested calls find theirs again.</summary>
    [ThreadStatic]
    private static Stack<Block>? _free;

    private readonly Block _block;
    private nuint _used;

    /// <param name="bytes">At least what <see cref="Take"/> will be asked for, each request rounded up by <see cref="Size{T}"/>.</param>
    public Scratch(long bytes)
    {
        _free ??= new Stack<Block>();
        if (_free.TryPop(out Block? block) && block.Length < (nuint)bytes)
        {
            block.Free();
            block = null;
        }

        _block = block ?? new Block((nuint)bytes);
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

    public readonly void Dispose() => _free!.Push(_block);

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
