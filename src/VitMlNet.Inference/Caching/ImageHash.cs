using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace VitMlNet;

/// <summary>The SHA-256 of an image's contents.</summary>
internal readonly record struct ImageHash(UInt128 First, UInt128 Second)
{
    public const int Length = 32;

    /// <param name="prefix">What tells contents of different kinds apart.</param>
    /// <param name="contents">The bytes of a file, or pixels.</param>
    public static ImageHash Compute(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> contents)
    {
        Span<byte> hash = stackalloc byte[Length];
        if (prefix.IsEmpty)
        {
            SHA256.HashData(contents, hash);
            return Read(hash);
        }

        using var both = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        both.AppendData(prefix);
        both.AppendData(contents);
        both.GetHashAndReset(hash);
        return Read(hash);
    }

    public static ImageHash Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ImageHash>(bytes);

    public void Write(Span<byte> bytes) => MemoryMarshal.Write(bytes, in this);
}
