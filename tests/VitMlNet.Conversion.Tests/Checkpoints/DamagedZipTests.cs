using System.Buffers.Binary;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Zip archives that are cut off, that lie, or whose bytes have changed.</summary>
[TestClass]
public sealed class DamagedZipTests
{
    private const uint EntrySignature = 0x02014B50, EndSignature = 0x06054B50;
    private const int Flags = 8, Method = 10, Crc = 16, StoredSize = 20, Size = 24, Offset = 42;

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void EveryTruncationIsAnError(bool compressed, bool streamed)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        Write(path, compressed, streamed);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            ConversionException error = Assert.ThrowsExactly<ConversionException>(() => ReadAll(path), $"{length} bytes");
            StringAssert.StartsWith(error.Message, path);
            StringAssert.Contains(error.Message, "again");
        }
    }

    [TestMethod]
    public void TruncationOfARealCheckpointIsNamed()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(RepositoryPaths.Goldens, "tiny_vit.ckpt.npz"));
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        for (int i = 1; i < 40; i++)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, (int)((long)whole.Length * i / 40)));
            StringAssert.Contains(Assert.ThrowsExactly<ConversionException>(() => ReadAll(path)).Message, "cut off");
        }
    }

    [TestMethod]
    public void MissingBytesInTheMiddleAreAnError()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        Write(path);
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. whole.AsSpan(0, 100), .. whole.AsSpan(108)]);
        StringAssert.Contains(Assert.ThrowsExactly<ConversionException>(() => ReadAll(path)).Message, "directory");
    }

    [TestMethod]
    [DataRow(Flags, 1, 2, "encrypted")]
    [DataRow(Method, 14, 2, "is not supported")]
    [DataRow(Method, 93, 2, "unsupported compression method")]
    [DataRow(Crc, 0x12345678, 4, "12345678 was expected")]
    [DataRow(StoredSize, 100, 4, "end too early")]
    [DataRow(StoredSize, 0x7FFFFFFF, 4, "more than the")]
    [DataRow(StoredSize, -1, 4, "more than the")]
    [DataRow(Size, 100, 4, "in a member of 100")]
    [DataRow(Size, -1, 4, "cannot have")]
    [DataRow(Offset, 7, 4, "header is corrupt")]
    [DataRow(Offset, 0x7FFFFFFF, 4, "header is corrupt")]
    [DataRow(Offset, -1, 4, "header is corrupt")]
    [DataRow(28, 0xFFFF, 2, "directory")]
    [DataRow(0, 0, 4, "directory")]
    public void LyingDirectoryEntry(int field, int value, int size, string expected) =>
        AssertPatched(EntrySignature, field, value, size, expected);

    [TestMethod]
    [DataRow(4, 3, 2, "directory")]
    [DataRow(10, 9, 2, "directory")]
    [DataRow(16, 0x7FFFFFFF, 4, "directory")]
    [DataRow(16, 0, 4, "")]
    public void LyingEnd(int field, int value, int size, string expected) =>
        AssertPatched(EndSignature, field, value, size, expected);

    [TestMethod]
    public void BothSizesTooSmall() => AssertPatched((bytes, entry) =>
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + StoredSize), 132);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + Size), 132);
    }, "needs 24 bytes, 4 were found");

    [TestMethod]
    [DataRow(152 - 1)]
    [DataRow(152 + 1)]
    [DataRow(100)]
    [DataRow(1_000_000_000)]
    public void WrongSizeOfADeflatedMember(int size) =>
        AssertPatched((bytes, entry) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + Size), size), "again", compressed: true);

    /// <summary>Directory and array header agree on four gigabytes, from a hundred bytes of file.</summary>
    [TestMethod]
    public void SizeThatDeflateCannotReach()
    {
        byte[] header = NpyFormat.Header("<f4", false, [1_000_000_000]);
        AssertPatched(
            (bytes, entry) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + Size), (uint)header.Length + 4_000_000_000),
            "cannot have 4000000128 bytes",
            true,
            header);
    }

    /// <summary>Tensors that share their bytes would let a small file claim any number of large ones.</summary>
    [TestMethod]
    public void MembersThatShareTheirBytes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        using (var writer = new NpzWriter(path))
        {
            writer.Add("cls", [1000], new float[1000]);
            writer.Add("tip", [3], [7f, 8, 9]);
        }

        byte[] bytes = File.ReadAllBytes(path);
        int first = bytes.AsSpan().IndexOf(Signature(EntrySignature));
        int second = bytes.AsSpan(first + 4).IndexOf(Signature(EntrySignature)) + first + 4;
        bytes.AsSpan(first, second - first).CopyTo(bytes.AsSpan(second));
        File.WriteAllBytes(path, bytes);
        ConversionException error = Assert.ThrowsExactly<ConversionException>(() => ReadAll(path));
        StringAssert.Contains(error.Message, "claims more than");
    }

    /// <summary>A deflated stream ends with bits that mean nothing; where those change, the values must be the same.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EveryChangedByteOfTheDataIsFound(bool compressed)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        Write(path, compressed);
        byte[] whole = File.ReadAllBytes(path);
        int start = 30 + "cls.npy".Length + 20, end = whole.AsSpan(start).IndexOf("PK\u0003\u0004"u8) + start;
        for (int i = start; i < end; i++)
        {
            whole[i] ^= 0x10;
            File.WriteAllBytes(path, whole);
            whole[i] ^= 0x10;
            try
            {
                CollectionAssert.AreEqual(new[] { 1f, 2, 3, 4, 5, 6 }, ReadAll(path)["cls"], $"byte {i}");
                Assert.IsTrue(compressed, $"byte {i}");
            }
            catch (ConversionException error)
            {
                Assert.AreEqual("cls", error.TensorName);
            }
        }
    }

    private static void AssertPatched(uint signature, int field, int value, int size, string expected) => AssertPatched((bytes, entry) =>
    {
        int start = bytes.AsSpan().LastIndexOf(Signature(EndSignature));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        number[..size].CopyTo(bytes.AsSpan((signature == EndSignature ? start : entry) + field));
    }, expected);

    private static void AssertPatched(Action<byte[], int> patch, string expected, bool compressed = false, byte[]? content = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        if (content is null)
        {
            Write(path, compressed);
        }
        else
        {
            using var writer = new NpzWriter(path, compressed);
            writer.Add("cls.npy", content);
        }

        byte[] bytes = File.ReadAllBytes(path);
        patch(bytes, bytes.AsSpan().IndexOf(Signature(EntrySignature)));
        File.WriteAllBytes(path, bytes);
        ConversionException error = Assert.ThrowsExactly<ConversionException>(() => ReadAll(path));
        StringAssert.Contains(error.Message, expected);
        StringAssert.StartsWith(error.Message, path);
    }

    private static byte[] Signature(uint value) => BitConverter.GetBytes(value);

    private static void Write(string path, bool compressed = false, bool streamed = false)
    {
        using var writer = new NpzWriter(path, compressed, streamed);
        writer.Add("cls", [1, 6], [1f, 2, 3, 4, 5, 6]);
        writer.Add("tip", [3], [7f, 8, 9]);
    }

    private static Dictionary<string, float[]> ReadAll(string path)
    {
        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        return checkpoint.Tensors.Values.ToDictionary(tensor => tensor.Name, tensor =>
        {
            var values = new float[tensor.Count];
            tensor.Read(values);
            return values;
        });
    }
}
