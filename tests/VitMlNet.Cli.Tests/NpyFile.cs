using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace VitMlNet.Cli.Tests;

/// <summary>Reads a float32 <c>.npy</c> file by the words of its specification, version 1.0.</summary>
internal static class NpyFile
{
    public static (int[] Shape, float[] Values) Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        CollectionAssert.AreEqual(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }, bytes[..8]);
        int start = 10 + bytes[8] + 256 * bytes[9];
        Assert.AreEqual(0, start % 64);
        string header = Encoding.ASCII.GetString(bytes, 10, start - 10);
        Match match = Regex.Match(header, @"^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$");
        Assert.IsTrue(match.Success, header);
        int[] shape = [.. match.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        float[] values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray();
        Assert.AreEqual(shape[0] * shape[1], values.Length);
        return (shape, values);
    }
}
