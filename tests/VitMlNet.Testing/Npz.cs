using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace VitMlNet.Testing;

/// <summary>An array of a golden file, C order.</summary>
public sealed record NpzArray(int[] Shape, Array Values)
{
    /// <summary>float32 values; float64 ones are rounded, bytes converted.</summary>
    public float[] Floats => Values switch
    {
        float[] floats => floats,
        double[] doubles => Array.ConvertAll(doubles, v => (float)v),
        byte[] bytes => Array.ConvertAll(bytes, v => (float)v),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>float64 values; the others are converted.</summary>
    public double[] Doubles => Values as double[] ?? Array.ConvertAll(Floats, v => (double)v);

    public byte[] Bytes => (byte[])Values;
}

/// <summary>
/// A plain reader of golden files (little-endian float32, float64 and bytes). It shares nothing with the library's reader,
/// so that one checks the other.
/// </summary>
public static partial class Npz
{
    /// <summary>All arrays by name, in the order of the file, the ending <c>.npy</c> stripped.</summary>
    public static OrderedDictionary<string, NpzArray> Read(string path)
    {
        var arrays = new OrderedDictionary<string, NpzArray>();
        using ZipArchive zip = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using var buffer = new MemoryStream();
            stream.CopyTo(buffer);
            // Texts, such as the names of photographs, are no figures.
            if (Parse(buffer.ToArray()) is { } array)
                arrays.Add(entry.FullName[..^".npy".Length], array);
        }

        return arrays;
    }

    private static NpzArray? Parse(byte[] bytes)
    {
        int prefix = bytes[6] == 1 ? 10 : 12;
        int length = bytes[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        string header = Encoding.Latin1.GetString(bytes, prefix, length);
        int[] shape = [.. Digits().Matches(ShapeText().Match(header).Groups[1].Value).Select(m => int.Parse(m.Value))];
        string elementType = DescrText().Match(header).Groups[1].Value;
        if (elementType.StartsWith("<U", StringComparison.Ordinal))
            return null;
        ReadOnlySpan<byte> data = bytes.AsSpan(prefix + length);
        Array values = elementType switch
        {
            "<f4" => InOrder(MemoryMarshal.Cast<byte, float>(data)),
            "<f8" => InOrder(MemoryMarshal.Cast<byte, double>(data)),
            "|u1" => InOrder(data),
            string other => throw new NotSupportedException($"Element type '{other}'."),
        };
        return new NpzArray(shape, values);

        T[] InOrder<T>(ReadOnlySpan<T> stored) => header.Contains("'fortran_order': True") ? FromFortranOrder(stored, shape) : stored.ToArray();
    }

    private static T[] FromFortranOrder<T>(ReadOnlySpan<T> stored, int[] shape)
    {
        int[] reversed = [.. shape.Reverse()];
        return NpyFormat.ToFortranOrder(stored, reversed);
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapeText();

    [GeneratedRegex("'descr': '([^']*)'")]
    private static partial Regex DescrText();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
