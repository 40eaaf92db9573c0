using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace VitMlNet.Tests.Imaging;

/// <summary>Reads the arrays of a golden .npz file.</summary>
internal sealed class GoldenNpz(string path) : IDisposable
{
    private readonly ZipArchive _zip = ZipFile.OpenRead(path);

    public IEnumerable<string> Names => _zip.Entries.Select(entry => entry.FullName[..^4]);

    public (int[] Shape, T[] Values) Read<T>(string name)
        where T : unmanaged
    {
        using Stream stream = _zip.GetEntry(name + ".npy")!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        int headerLength = 10 + BitConverter.ToUInt16(bytes, 8);
        string header = Encoding.ASCII.GetString(bytes, 10, headerLength - 10);
        string shape = header[(header.IndexOf('(', StringComparison.Ordinal) + 1)..header.IndexOf(')', StringComparison.Ordinal)];
        int[] dimensions = [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse)];
        return (dimensions, MemoryMarshal.Cast<byte, T>(bytes.AsSpan(headerLength)).ToArray());
    }

    public void Dispose() => _zip.Dispose();
}
