namespace VitMlNet.Inference.Tests;

/// <summary>Folders that are linked to one another, or very deep.</summary>
[TestClass]
public sealed class FolderSearchTests
{
    [TestMethod]
    public void FoldersThatLinkToOneAnotherAreEnteredOnce()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("few users of Windows may create links");
        using var folder = new TemporaryFolder();
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"folder{i:00}")];
        foreach (string name in names)
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllBytes(folder.File($"{name}/photo.png"), PngFile.Write(TestPicture.Smooth(2, 2)));
        }

        foreach (string name in names)
        {
            foreach (string other in names)
                Directory.CreateSymbolicLink(folder.File($"{name}/to-{other}"), folder.File(other));
        }

        // Otherwise there would be as many paths as orders of the folders.
        Assert.HasCount(names.Length, VitImageFiles.Find(folder.Path).ToArray());
    }

    [TestMethod]
    public void VeryDeepFoldersAreSearched()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has shorter paths");
        const int Depth = 1900;
        using var folder = new TemporaryFolder();
        string deepest = folder.Path + string.Concat(Enumerable.Repeat("/d", OperatingSystem.IsLinux() ? Depth : 400));
        Directory.CreateDirectory(deepest);
        File.WriteAllBytes(deepest + "/p.png", PngFile.Write(TestPicture.Smooth(2, 2)));
        Assert.AreEqual(deepest + "/p.png", VitImageFiles.Find(folder.Path).Single());
    }
}
