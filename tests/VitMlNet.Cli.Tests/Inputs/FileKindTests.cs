using System.IO.Compression;

namespace VitMlNet.Cli.Tests.Inputs;

[TestClass]
public sealed class FileKindTests
{
    [TestMethod]
    public void The_first_entry_of_an_archive_tells_checkpoints_from_pipelines()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(FileKind.Checkpoint, FileKinds.Find(Archive(folder, "renamed", "cls.npy")));
        Assert.AreEqual(FileKind.Pipeline, FileKinds.Find(Archive(folder, "pipeline.zip", "TransformerChain/Model.key")));
        Assert.AreEqual(FileKind.Checkpoint, FileKinds.Find(Archive(folder, "renamed.onnx", "cls.npy")));
        Assert.AreEqual(FileKind.Pipeline, FileKinds.Find(Archive(folder, "long.zip", new string('n', 60_000))));
    }

    [TestMethod]
    [DataRow("a.NPZ", new byte[] { 1 }, FileKind.Checkpoint)]
    [DataRow("absent.npz", null, FileKind.Checkpoint)]
    [DataRow("a.onnx", new byte[] { 8, 7, 18 }, FileKind.Model)]
    [DataRow("a", new byte[] { 8, 7, 18 }, FileKind.Model)]
    [DataRow("a", new byte[] { (byte)'P', (byte)'K', 3, 4 }, FileKind.Checkpoint)]
    [DataRow("a", new byte[0], FileKind.Model)]
    [DataRow("absent", null, FileKind.Model)]
    public void Other_files_are_left_to_the_reader_of_models(string name, byte[]? content, object kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(name);
        if (content is not null)
            File.WriteAllBytes(path, content);
        Assert.AreEqual(kind, FileKinds.Find(path));
    }

    private static string Archive(TemporaryFolder folder, string name, string entry)
    {
        string path = folder.File(name);
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream content = archive.CreateEntry(entry).Open();
        content.WriteByte(1);
        return path;
    }
}
