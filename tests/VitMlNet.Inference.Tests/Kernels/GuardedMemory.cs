using System.Runtime.InteropServices;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>
/// Memory that ends where the process may read no further: an access behind it ends the test run. Where pages cannot be protected
/// that way, only what is written in front of it or behind it is noticed.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int Page = 1 << 14;
    private const int ReadWrite = 3;
    private const int None = 0;
    private const byte Canary = 0xA5;

    private readonly byte* _start;
    private readonly nuint _length;
    private readonly bool _protected = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    public GuardedMemory(long bytes)
    {
        _length = (nuint)((bytes + Page - 1) / Page * Page + 2 * Page);
        if (_protected)
        {
            const int Private = 2;
            int anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
            _start = (byte*)Map(0, _length, ReadWrite, Private | anonymous, -1, 0);
            if (Protect((nint)(_start + _length - Page), Page, None) != 0)
                throw new InvalidOperationException("The page behind the memory could not be protected.");
        }
        else
        {
            _start = (byte*)NativeMemory.AlignedAlloc(_length, Page);
        }

        Data = _start + _length - Page - bytes;
        new Span<byte>(_start, (int)(Data - _start)).Fill(Canary);
        if (!_protected)
            new Span<byte>(Data + bytes, Page).Fill(Canary);
    }

    /// <summary>The first byte; the last is the last one of a page.</summary>
    public byte* Data { get; }

    public void AssertNothingElseWritten()
    {
        Assert.AreEqual(-1, new ReadOnlySpan<byte>(_start, (int)(Data - _start)).IndexOfAnyExcept(Canary), "Something was written in front of a tensor.");
        if (!_protected)
            Assert.AreEqual(-1, new ReadOnlySpan<byte>(_start + _length - Page, Page).IndexOfAnyExcept(Canary), "Something was written behind a tensor.");
    }

    public void Dispose()
    {
        if (_protected)
            _ = Unmap((nint)_start, _length);
        else
            NativeMemory.AlignedFree(_start);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
