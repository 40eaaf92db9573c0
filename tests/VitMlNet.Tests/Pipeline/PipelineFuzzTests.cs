using System.IO.Compression;
using Microsoft.ML;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Damaged pipelines are loaded or refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PipelineFuzzTests
{
    private const int Usual = 2_500;

    // Input 649 has ML.NET's reader of an entry ask for 14 GB, piece by piece, before it refuses: longer runs are for whoever bounds that.
    private const int UsualEntries = 600;

    // ML.NET believes a length and asks for that much, up to 2 GB; what it gets is given back at once.
    private const long MostAllocated = 3L << 30;

    /// <summary>The archive itself: its directory, its headers, and what it holds, mostly with wrong checksums.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public void Mutated_archives_are_loaded_or_refused()
    {
        using var folder = new TemporaryFolder();
        byte[][] originals = [.. Save(folder).Select(File.ReadAllBytes)];
        Run(folder, Usual, 11, (i, random) => Mutations.Of(originals[i % originals.Length], random, (byte)'P', (byte)'K', 0, 1, 0x7F, 0xFF));
    }

    /// <summary>What it holds, packed again, so that whoever reads an entry sees the damage.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public void Mutated_entries_are_loaded_or_refused()
    {
        using var folder = new TemporaryFolder();
        (string Name, byte[] Content)[][] originals = [.. Save(folder).Select(Unpack)];
        Run(folder, UsualEntries, 12, (i, random) =>
        {
            (string Name, byte[] Content)[] entries = [.. originals[i % originals.Length]];
            int at = random.Next(entries.Length);
            entries[at].Content = Mutations.Of(entries[at].Content, random, (byte)'"', (byte)'{', (byte)'[', (byte)'9', 0, 1, 0xFF);
            return Pack(entries);
        });
    }

    private static void Run(TemporaryFolder folder, int usual, int salt, Func<int, Random, byte[]> make)
    {
        var ml = new MLContext(1);
        var run = new FuzzRun(usual, MostAllocated, salt);
        run.Run(make, (_, file) => ((IDisposable)ml.Model.LoadVit(folder.Write("mutated.zip", file), out DataViewSchema _)).Dispose());
        Assert.IsGreaterThan(0, run.Accepted);
        Assert.IsGreaterThan(0, run.Refused);
    }

    /// <summary>A pipeline as VitMlNet saves it, and as ML.NET does.</summary>
    private static string[] Save(TemporaryFolder folder)
    {
        var ml = new MLContext(1);
        VitModel model = VitModel.Open(new TinyModel { Size = 2, Features = 2 }.Write(folder.File("tiny.onnx")));
        IDataView photos = ml.Data.LoadFromEnumerable<Photo>([]);
        string[] paths = [folder.File("vit.zip"), folder.File("plain.zip")];
        using var fitted = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Append(ml.Transforms.CopyColumns("Copy", "Score")).Fit(photos);
        ml.Model.SaveVit(fitted, photos.Schema, paths[0]);
        ml.Model.Save(fitted, photos.Schema, paths[1]);
        return paths;
    }

    private static (string Name, byte[] Content)[] Unpack(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry =>
        {
            using Stream stream = entry.Open();
            var content = new byte[entry.Length];
            stream.ReadExactly(content);
            return (entry.FullName, content);
        })];
    }

    private static byte[] Pack((string Name, byte[] Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }
}
