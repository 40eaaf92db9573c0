using System.Text;

namespace VitMlNet.Testing;

/// <summary>
/// A counter-based generator of uniform numbers that is the same, bit for bit, in every language:
/// it needs 64-bit integers and IEEE doubles only.
/// </summary>
/// <remarks>
/// <code>
/// key  = FNV-1a-64(utf8(name)) xor mix(seed)
/// z(i) = mix(key + (i + 1) * 0x9E3779B97F4A7C15)
/// u(i) = ((z(i) >> 40) + 0.5) * 2^-23 - 1
/// </code>
/// where mix is the finalizer of SplitMix64.
/// </remarks>
public readonly struct SplitMixGenerator
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private readonly ulong _key;

    public SplitMixGenerator(string name, ulong seed)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001B3;
        _key = hash ^ Mix(seed);
    }

    /// <summary>The number at a position: a double in (-1, 1), exact.</summary>
    public double this[long index]
    {
        get
        {
            ulong z = Mix(_key + (ulong)(index + 1) * Gamma);
            return ((z >> 40) + 0.5) * (1.0 / (1 << 23)) - 1.0;
        }
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
