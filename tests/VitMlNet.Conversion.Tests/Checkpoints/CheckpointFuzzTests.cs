namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Damaged .npz files are read or refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CheckpointFuzzTests
{
    [TestMethod]
    public void Mutated_files_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        byte[][] originals = [.. Enumerable.Range(0, 4).Select(form => Write(folder.File("made.npz"), compressed: (form & 1) == 1, streamed: form > 1))];
        var run = new FuzzRun(5_000, FuzzedSource.MostAllocated, salt: 1);
        run.Run(
            (i, random) => Mutations.Of(originals[i % originals.Length], random, 0, 1, 0x7F, 0x80, 0xFF, (byte)'P', (byte)'K'),
            (_, file) => FuzzedSource.Read(folder.Write("made.npz", file), isNetwork: false));
        Assert.IsGreaterThan(run.Count / 2, run.Refused, "most mutations should be noticed");
        Assert.IsGreaterThan(0, run.Accepted, "some mutations touch nothing that matters");
    }

    /// <summary>The checksum guards against chance; here it is right, so that the header's reader sees each mutation.</summary>
    [TestMethod]
    public void Mutated_headers_are_read_or_refused()
    {
        string[] pieces = ["'", "(", ")", "{", "}", ",", ":", "[", "]", "L", "-", "9", "0", "4294967296", "'descr'", "'shape'", "True", "<f8", "|O", "\0", " "];
        using var folder = new TemporaryFolder();
        string path = folder.File("made.npz");
        var run = new FuzzRun(5_000, FuzzedSource.MostAllocated, salt: 2);
        run.Run(
            (_, random) =>
            {
                string text = FuzzedSource.Edit("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", random, pieces);
                return [.. NpyFormat.Header(text, random.Next(1, 4)), .. new byte[24]];
            },
            (_, member) =>
            {
                using (var writer = new NpzWriter(path))
                    writer.Add("cls.npy", member);
                FuzzedSource.Read(path, isNetwork: false);
            });
        Assert.IsGreaterThan(0, run.Refused);
    }

    private static byte[] Write(string path, bool compressed, bool streamed)
    {
        using (var writer = new NpzWriter(path, compressed, streamed))
        {
            writer.Add("params/cls", [1, 6], [1f, 2, 3, 4, 5, 6]);
            writer.Add("params/head/bias", [3], [7f, 8, 9]);
            writer.Add("params/Transformer/encoderblock_0/LayerNorm_1/scale", [2], [1f, 2]);
        }

        return File.ReadAllBytes(path);
    }
}
