using System.Buffers;

namespace VitMlNet;

/// <summary>A pooled array that begins with a span of the asked length; its contents are undefined.</summary>
internal readonly struct Rented<T>(int length) : IDisposable
    where T : unmanaged
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    public Span<T> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
