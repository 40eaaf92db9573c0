using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using VitMlNet.Conversion.Checkpoints.SavedModel;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>A damaged index, graph, archive or gzip stream of a SavedModel is read or refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SavedModelFuzzTests
{
    // In CI, for each of seven kinds.
    private const int Usual = 720;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Mutated_indices_are_read_or_refused(bool checksumIsRight)
    {
        using var scene = new ModuleScene("three_shards");
        FuzzedSource.Read(scene.Folder);
        byte[] original = File.ReadAllBytes(scene.Index);
        var run = new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 6);
        run.Run(
            (_, random) => checksumIsRight ? MutateRecords(original, random) : Mutations.Of(original, random, 0, 1, 0x7F, 0x80, 0xFF),
            (_, index) =>
            {
                File.WriteAllBytes(scene.Index, index);
                FuzzedSource.Read(scene.Folder);
            });
        Assert.IsGreaterThan(run.Count / 2, run.Refused);
    }

    [TestMethod]
    public void Mutated_graphs_are_read_or_refused()
    {
        using var scene = new ModuleScene("three_shards");
        FuzzedSource.Read(scene.Folder);
        byte[] original = File.ReadAllBytes(scene.Graph);
        new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 7).Run(
            (_, random) => Mutations.Of(original, random, 0, 1, 0x0A, 0x12, 0x7F, 0x80, 0xFF),
            (_, graph) =>
            {
                File.WriteAllBytes(scene.Graph, graph);
                FuzzedSource.Read(scene.Folder);
            });
    }

    [TestMethod]
    [DataRow(TarEntryFormat.Gnu)]
    [DataRow(TarEntryFormat.Pax)]
    [DataRow(TarEntryFormat.Ustar)]
    public void Mutated_archives_are_read_or_refused(TarEntryFormat format)
    {
        using var scene = new ModuleScene("three_shards");
        byte[] original = Tar(scene, format);
        new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 8).Run(
            // Mostly the headers, which are a small part of the file.
            (_, random) => MutateHeaders(original, random),
            (i, mutated) =>
            {
                using (FileStream file = File.Create(scene.ArchivePath))
                using (Stream stream = i % 2 == 0 ? file : new GZipStream(file, CompressionLevel.Fastest))
                    stream.Write(mutated);
                FuzzedSource.Read(scene.ArchivePath);
            });
    }

    [TestMethod]
    public void Mutated_gzip_streams_are_read_or_refused()
    {
        using var scene = new ModuleScene("three_shards");
        FuzzedSource.Read(scene.Folder);
        byte[] original = File.ReadAllBytes(ModuleScene.Archive("three_shards"));
        new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 9).Run(
            (_, random) => Mutations.Of(original, random, 0, 0x1F, 0x8B, 0xFF),
            (_, mutated) =>
            {
                File.WriteAllBytes(scene.ArchivePath, mutated);
                FuzzedSource.Read(scene.ArchivePath);
            });
    }

    /// <summary>The first block is the whole index of so small a module; its checksum is set anew, so that the records' reader sees the damage.</summary>
    private static byte[] MutateRecords(byte[] original, Random random)
    {
        byte[] mutated = [.. original];
        int blockLength = IndexBlockLength(original);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
            mutated[random.Next(blockLength)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
        BinaryPrimitives.WriteUInt32LittleEndian(mutated.AsSpan(blockLength + 1), MaskedCrc32C.Of(mutated.AsSpan(0, blockLength + 1)));
        return mutated;
    }

    private static int IndexBlockLength(byte[] index)
    {
        // The block begins at byte 0; its trailer is where the checksum over what is before fits.
        for (int length = 8; length < index.Length - 5; length++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(index.AsSpan(length + 1)) == MaskedCrc32C.Of(index.AsSpan(0, length + 1)))
                return length;
        }

        throw new InvalidOperationException("The index has no block.");
    }

    private static byte[] MutateHeaders(byte[] original, Random random)
    {
        const int Block = 512;
        var starts = new List<int>();
        for (int start = 0; start + Block <= original.Length; start += Block)
        {
            if (original.AsSpan(start + 257, 5).SequenceEqual("ustar"u8))
                starts.Add(start);
        }

        byte[] mutated = [.. original];
        int header = starts[random.Next(starts.Count)];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
            mutated[header + random.Next(345)] = random.Next(3) == 0 ? (byte)(0x30 + random.Next(8)) : (byte)random.Next(256);
        if (random.Next(4) > 0)
            SetChecksum(mutated.AsSpan(header, Block));
        return random.Next(8) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
    }

    private static void SetChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
            sum += value;
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static byte[] Tar(ModuleScene scene, TarEntryFormat format)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach (string file in Directory.EnumerateFiles(scene.Folder, "*", SearchOption.AllDirectories).Order())
                writer.WriteEntry(file, Path.GetRelativePath(scene.Folder, file).Replace('\\', '/'));
        }

        return stream.ToArray();
    }
}
