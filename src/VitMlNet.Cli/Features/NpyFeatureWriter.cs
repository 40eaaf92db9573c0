using VitMlNet.ModelFile;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace VitMlNet.Cli;

/// <summary>
/// NumPy's array format, version 1.0: float32 <c>[images, hidden]</c>, C order, the values beginning at byte 128.
/// The paths go beside it to <c>FILE.paths.txt</c>, one a line in the order of the rows.
/// </summary>
internal sealed class NpyFeatureWriter : IFeatureWriter
{
    /// <summary>Room for any shape, and a multiple of the 64 bytes to which the format aligns the values.</summary>
    private const int HeaderLength = 128;

    /// <summary>What is added to the file's name to name the list of paths.</summary>
    public const string PathsSuffix = ".paths.txt";

    private readonly AtomicFile file;
    private readonly AtomicFile pathsFile;
    private readonly StreamWriter paths;
    private readonly int featureCount;
    private long rowCount;

    public NpyFeatureWriter(string path, int featureCount)
    {
        this.featureCount = featureCount;
        file = OutputFile.Create(path);
        try
        {
            pathsFile = OutputFile.Create(path + PathsSuffix);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        paths = new StreamWriter(pathsFile.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        file.Stream.Write(new byte[HeaderLength]);
    }

    public void Add(string path, ReadOnlySpan<float> features)
    {
        if (BitConverter.IsLittleEndian)
        {
            file.Stream.Write(MemoryMarshal.AsBytes(features));
        }
        else
        {
            Span<byte> value = stackalloc byte[sizeof(float)];
            foreach (float feature in features)
            {
                BinaryPrimitives.WriteSingleLittleEndian(value, feature);
                file.Stream.Write(value);
            }
        }

        paths.WriteLine(path);
        rowCount++;
    }

    public void Commit()
    {
        file.Stream.Position = 0;
        file.Stream.Write(Header(rowCount, featureCount));
        paths.Flush();
        pathsFile.Commit();
        file.Commit();
    }

    public void Dispose()
    {
        file.Dispose();
        pathsFile.Dispose();
    }

    private static byte[] Header(long rows, int columns)
    {
        const int prefixLength = 10;
        string dictionary = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        var header = new byte[HeaderLength];
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), HeaderLength - prefixLength);
        header.AsSpan(prefixLength).Fill((byte)' ');
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(prefixLength));
        header[^1] = (byte)'\n';
        return header;
    }
}
