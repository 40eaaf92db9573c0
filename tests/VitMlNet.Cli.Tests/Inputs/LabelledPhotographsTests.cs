using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Cli.Tests.Inputs;

[TestClass]
public sealed class LabelledPhotographsTests
{
    [TestMethod]
    public void The_first_folder_is_the_label()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 2);
        LabelledPhotographs found = LabelledPhotographs.Find(photos, default);
        Assert.HasCount(6, found.Images.Paths);
        foreach (string path in found.Images.Paths)
            Assert.AreEqual(Path.GetFileName(Path.GetDirectoryName(path)), found.LabelOf(path));
    }

    [TestMethod]
    public void Fewer_than_two_classes_are_an_error()
    {
        using var folder = new TemporaryFolder();
        ColouredPhotos.Write(folder.Path, "green", 3);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => LabelledPhotographs.Find(folder.Path, default)).Message, "there is only 'green'");
        using var flat = new TemporaryFolder();
        flat.Write("a.png", [1]);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => LabelledPhotographs.Find(flat.Path, default)).Message, "there is none");
    }

    [TestMethod]
    public void A_class_of_one_photograph_is_an_error()
    {
        using var folder = new TemporaryFolder();
        ColouredPhotos.Write(folder.Path, "green", 3);
        ColouredPhotos.Write(folder.Path, "red", 1);
        ColouredPhotos.Write(folder.Path, "blue", 1);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => LabelledPhotographs.Find(folder.Path, default)).Message, "there is only one of 'blue', 'red'");
    }

    [TestMethod]
    public void Absent_folders_empty_ones_and_images_without_a_class_are_errors_of_the_library()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<VitDataException>(() => LabelledPhotographs.Find(folder.File("absent"), default));
        Assert.ThrowsExactly<VitDataException>(() => LabelledPhotographs.Find(folder.Path, default));
        ColouredPhotos.Write(folder.Path, "green", 3);
        folder.Write("loose.png", [1]);
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => LabelledPhotographs.Find(folder.Path, default)).Message, "loose.png");
    }
}
