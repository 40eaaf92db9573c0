using VitMlNet.Cli.Output;

namespace VitMlNet.Cli.Tests.Output;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void TheFileAppearsWhenCommitted()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.bin");
        using (var file = new AtomicFile(path))
        {
            file.Stream.Write([1, 2, 3]);
            Assert.IsFalse(File.Exists(path));
            file.Commit();
        }

        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(path));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void AnAbsentFolderAndAFolderInPlaceOfAFileAreNamed()
    {
        using var folder = new TemporaryFolder();
        string absent = folder.File(Path.Combine("absent", "out.bin"));
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => new AtomicFile(absent)).Message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => new AtomicFile(folder.Path)).Message, "a folder has that name");
    }
}
