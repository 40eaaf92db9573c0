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
    public void WithoutCommitWhatWasThereStays()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.bin");
        File.WriteAllText(path, "before");
        using (var file = new AtomicFile(path))
            file.Stream.Write([1, 2, 3]);
        Assert.AreEqual("before", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void ALinkStaysALink()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs links, which Windows gives to administrators only");
        using var folder = new TemporaryFolder();
        string real = folder.File("real.bin");
        string link = folder.File("link.bin");
        File.WriteAllText(real, "before");
        File.CreateSymbolicLink(link, real);
        using (var file = new AtomicFile(link))
        {
            file.Stream.Write([7]);
            file.Commit();
        }

        Assert.IsNotNull(new FileInfo(link).LinkTarget);
        CollectionAssert.AreEqual(new byte[] { 7 }, File.ReadAllBytes(real));
    }

    [TestMethod]
    public void ADeviceIsWrittenToAndNotReplaced()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs /dev/null, which Windows lacks");
        using (var file = new AtomicFile("/dev/null"))
        {
            file.Stream.Write([1]);
            file.Commit();
        }

        Assert.AreEqual(0, File.ReadAllBytes("/dev/null").Length);
    }

    [TestMethod]
    public void AnAbsentFolderAndAFolderInPlaceOfAFileAreNamed()
    {
        using var folder = new TemporaryFolder();
        string absent = folder.File(Path.Combine("absent", "out.bin"));
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => new AtomicFile(absent)).Message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => new AtomicFile(folder.Path)).Message, "is a folder");
    }
}
