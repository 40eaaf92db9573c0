
namespace VitMlNet.Cli.Tests.Inputs;

[TestClass]
public sealed class ImageFilesTests
{
    [TestMethod]
    public void FoldersAreReadRecursivelyInOrdinalOrder()
    {
        using var folder = new TemporaryFolder();
        string[] expected = ["B.JPG", "a/1.webp", "a/10.gif", "a/2.bmp", "a/b/c.jpeg", "a-b.png", "b.jpg", "é.jpg"];
        foreach (string name in expected.Reverse().Concat(["notes.txt", "a/x.tiff", ".hidden.jpg", ".git/y.jpg", "jpg"]))
        {
            string path = folder.File(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        ImageFiles found = ImageFiles.Find([folder.Path], default);
        CollectionAssert.AreEqual(
            expected, found.Paths.Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/')).ToArray());
        Assert.IsEmpty(found.Problems);
    }

    [TestMethod]
    public void ANamedFileIsAlwaysTriedAndTheOrderIsTheArguments()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("b.jpg"), "");
        string[] arguments = [folder.File("notes.txt"), folder.Path, folder.File("absent.jpg"), ""];
        ImageFiles found = ImageFiles.Find(arguments, default);
        CollectionAssert.AreEqual(new[] { arguments[0], folder.File("b.jpg"), arguments[2], "" }, found.Paths.ToArray());
    }

    [TestMethod]
    public void AFolderWithoutImagesIsAProblem()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("notes.txt"), "");
        ImageFiles found = ImageFiles.Find([folder.Path], default);
        Assert.IsEmpty(found.Paths);
        Assert.AreEqual(folder.Path, found.Problems.Single().Path);
        StringAssert.Contains(found.Problems.Single().Error, "holds no image");
    }

    [TestMethod]
    public void LinksAreFollowedOnceRound()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs links, which Windows gives to administrators only");
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        File.WriteAllText(other.File("x.jpg"), "");
        Directory.CreateSymbolicLink(folder.File("other"), other.Path);
        Directory.CreateSymbolicLink(other.File("round"), folder.Path);
        ImageFiles found = ImageFiles.Find([folder.Path], default);
        CollectionAssert.AreEqual(new[] { Path.Combine(folder.Path, "other", "x.jpg") }, found.Paths.ToArray());
    }
}
