using System.Text;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Seeded mutations of small files: each is read, or refused with the library's own error, in little memory.</summary>
[TestClass]
public sealed class CheckpointFuzzTests
{
    private const int FilesPerForm = 1500;

    /// <summary>Far above what these files need, far below what a believed lie would cost.</summary>
    private const long MostBytesPerFile = 16 << 20;

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void MutatedFilesAreReadOrRefused(bool compressed, bool streamed)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        Write(path, compressed, streamed);
        byte[] original = File.ReadAllBytes(path);
        var random = new Random(20_211);
        int refused = 0;
        for (int i = 0; i < FilesPerForm; i++)
        {
            File.WriteAllBytes(path, Mutate(original, random));
            refused += IsRefused(path) ? 1 : 0;
        }

        Assert.IsGreaterThan(FilesPerForm / 2, refused, "most mutations should be noticed");
        Assert.IsLessThan(FilesPerForm, refused, "some mutations touch nothing that matters");
    }

    /// <summary>The checksum guards against chance; here it is right, so that the header's reader sees each mutation.</summary>
    [TestMethod]
    public void MutatedHeadersAreReadOrRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        var random = new Random(7);
        string[] pieces = ["'", "(", ")", "{", "}", ",", ":", "[", "]", "L", "-", "9", "0", "4294967296", "'descr'", "'shape'", "True", "<f8", "|O", "\0", " "];
        for (int i = 0; i < FilesPerForm; i++)
        {
            var text = new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int position = random.Next(text.Length);
                text.Remove(position, Math.Min(random.Next(4), text.Length - position)).Insert(position, pieces[random.Next(pieces.Length)]);
            }

            using (var writer = new NpzWriter(path))
                writer.Add("cls.npy", [.. NpyFormat.Header(text.ToString(), random.Next(1, 4)), .. new byte[24]]);
            IsRefused(path);
        }
    }

    private static bool IsRefused(string path)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool refused = false;
        try
        {
            using Checkpoint checkpoint = CheckpointFormats.Open(path);
            foreach (CheckpointTensor tensor in checkpoint.Tensors.Values)
                tensor.Read(new float[tensor.Count]);
        }
        catch (ConversionException e)
        {
            StringAssert.StartsWith(e.Message, path);
            refused = true;
        }

        Assert.IsLessThan(MostBytesPerFile, GC.GetAllocatedBytesForCurrentThread() - before);
        return refused;
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        byte[] telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)'P', (byte)'K'];
        for (int edits = random.Next(1, 5); edits > 0 && bytes.Count > 8; edits--)
        {
            int position = random.Next(bytes.Count - 8), length = random.Next(1, 8);
            switch (random.Next(6))
            {
                case 0: bytes[position] = (byte)random.Next(256); break;
                case 1: bytes[position] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(position, length); break;
                case 3: bytes.InsertRange(position, bytes.GetRange(random.Next(bytes.Count - 8), length)); break;
                case 4: bytes.RemoveRange(position, random.Next(bytes.Count - position)); break;
                default:
                    byte value = telling[random.Next(telling.Length)];
                    for (int i = 0; i < length; i++)
                        bytes[position + i] = value;
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Write(string path, bool compressed, bool streamed)
    {
        using var writer = new NpzWriter(path, compressed, streamed);
        writer.Add("params/cls", [1, 6], [1f, 2, 3, 4, 5, 6]);
        writer.Add("params/head/bias", [3], [7f, 8, 9]);
        writer.Add("params/Transformer/encoderblock_0/LayerNorm_1/scale", [2], [1f, 2]);
    }
}
