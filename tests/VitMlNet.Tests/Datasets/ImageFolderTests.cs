using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Tests.Datasets;

[TestClass]
public sealed class ImageFolderTests
{
    [TestMethod]
    public void The_first_folder_is_the_label_and_the_order_is_ordinal()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "b/2.jpg", "b/10.PNG", "B/1.jpeg", "a/deep/er/x.webp", "a/y.gif", "a/notes.txt", "a/.hidden.jpg", ".git/z.jpg", "a-b/q.bmp",
            "empty/readme.md");
        string[] expected = ["B/1.jpeg=B", "a/deep/er/x.webp=a", "a/y.gif=a", "a-b/q.bmp=a-b", "b/10.PNG=b", "b/2.jpg=b"];
        CollectionAssert.AreEqual(expected, Rows(folder.Path));
    }

    [TestMethod]
    public void The_paths_begin_as_the_folder_was_given()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "a/1.jpg");
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, folder.Path);
        IDataView data = new MLContext().Data.LoadImagesFromFolder(relative);
        CollectionAssert.AreEqual(new[] { Path.Combine(relative, "a", "1.jpg") }, data.GetColumn<string>("ImagePath").ToArray());
        Assert.AreEqual(1, data.GetRowCount());
    }

    [TestMethod]
    [DataRow(VitFolderLabels.FirstFolder, "a/b/daisy_1.jpg=a")]
    [DataRow(VitFolderLabels.NearestFolder, "a/b/daisy_1.jpg=b")]
    [DataRow(VitFolderLabels.FileName, "a/b/daisy_1.jpg=daisy")]
    [DataRow(VitFolderLabels.None, "a/b/daisy_1.jpg=")]
    public void The_labels_come_from_where_the_options_say(VitFolderLabels labels, string expected)
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "a/b/daisy_1.jpg");
        CollectionAssert.AreEqual(new[] { expected }, Rows(folder.Path, labels));
    }

    [TestMethod]
    [DataRow("daisy_001.jpg", "daisy")]
    [DataRow("daisy-2.jpg", "daisy")]
    [DataRow("daisy (3).jpg", "daisy")]
    [DataRow("ox eye daisy.7.jpg", "ox eye daisy")]
    [DataRow("rose.jpg", "rose")]
    public void A_file_name_is_a_label_up_to_its_number(string name, string label)
    {
        using var folder = new TemporaryFolder();
        Touch(folder, name);
        CollectionAssert.AreEqual(new[] { $"{name}={label}" }, Rows(folder.Path, VitFolderLabels.FileName));
    }

    [TestMethod]
    public void A_flat_folder_has_no_labels()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "2.jpg", "1.jpg");
        CollectionAssert.AreEqual(new[] { "1.jpg=", "2.jpg=" }, Rows(folder.Path));
    }

    [TestMethod]
    public void An_image_beside_the_class_folders_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "a/1.jpg", "stray.jpg");
        VitDataException error = Assert.ThrowsExactly<VitDataException>(() => Rows(folder.Path));
        Assert.AreEqual(folder.File("stray.jpg"), error.DataSource);
        StringAssert.Contains(error.Message, "directly in the root");
        Assert.HasCount(2, Rows(folder.Path, VitFolderLabels.None));
    }

    [TestMethod]
    public void An_absent_folder_an_empty_one_and_a_name_without_a_label_are_errors()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => Rows(folder.File("absent"))).Message,
            $"{folder.File("absent")}: a folder of images is expected");
        Touch(folder, "a/notes.txt");
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => Rows(folder.Path)).Message, "hold none (jpg, jpeg, jpe, jif, jfif, mpo, png, apng, webp, bmp, dib, gif)");
        Assert.ThrowsExactly<VitDataException>(() => Rows(folder.File("a/notes.txt")));
        Touch(folder, "a/1_daisy.jpg");
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => Rows(folder.Path, VitFolderLabels.FileName)).Message, "begin with its label");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Rows(folder.Path, (VitFolderLabels)9));
        Assert.ThrowsExactly<ArgumentException>(() => Rows(""));
    }

    [TestMethod]
    public void A_file_in_place_of_a_folder_is_named_or_told()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "a.jpg");
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => Rows(folder.File("a.jpg"))).Message, "this is a file");
        var told = new List<string>();
        Assert.IsEmpty(VitImageFiles.Find(folder.File("a.jpg"), (path, _) => told.Add(path)).ToArray());
        CollectionAssert.AreEqual(new[] { folder.File("a.jpg") }, told);
    }

    [TestMethod]
    public void An_unreadable_folder_is_named_or_told()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("needs a user from whom a folder can be closed");
            return;
        }

        using var folder = new TemporaryFolder();
        Touch(folder, "a/1.jpg", "b/2.jpg");
        File.SetUnixFileMode(folder.File("a"), UnixFileMode.None);
        try
        {
            Assert.AreEqual(folder.File("a"), Assert.ThrowsExactly<VitDataException>(() => Rows(folder.Path)).DataSource);
            var told = new List<string>();
            Assert.HasCount(1, VitImageFiles.Find(folder.Path, (path, _) => told.Add(path)).ToArray());
            CollectionAssert.AreEqual(new[] { folder.File("a") }, told);
        }
        finally
        {
            File.SetUnixFileMode(folder.File("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [TestMethod]
    public void Links_are_followed_once_round()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs links, which Windows gives to administrators only");
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        Touch(folder, "a/1.jpg");
        Touch(other, "x.jpg", "sub/y.jpg");
        Directory.CreateSymbolicLink(folder.File("linked"), other.Path);
        Directory.CreateSymbolicLink(folder.File("a/self"), ".");
        Directory.CreateSymbolicLink(other.File("round"), folder.Path);
        Directory.CreateSymbolicLink(other.File("sub/round1"), other.File("sub"));
        Directory.CreateSymbolicLink(other.File("sub/round2"), other.File("sub"));
        File.CreateSymbolicLink(folder.File("a/nowhere"), folder.File("absent"));
        CollectionAssert.AreEqual(new[] { "a/1.jpg=a", "linked/sub/y.jpg=linked", "linked/x.jpg=linked" }, Rows(folder.Path));
    }

    [TestMethod]
    public void The_search_can_be_cancelled()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "a/1.jpg");
        Assert.ThrowsExactly<OperationCanceledException>(() => VitImageFiles.Find(folder.Path, cancellationToken: new CancellationToken(true)).Count());
    }

    private static string[] Rows(string folder, VitFolderLabels labels = VitFolderLabels.FirstFolder)
    {
        IDataView data = new MLContext().Data.LoadImagesFromFolder(folder, new VitFolderOptions { Labels = labels });
        return [.. data.GetColumn<string>("ImagePath").Zip(data.GetColumn<string>("Label"), (path, label) =>
            $"{Path.GetRelativePath(folder, path).Replace('\\', '/')}={label}")];
    }

    private static void Touch(TemporaryFolder folder, params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File(name), "");
        }
    }
}
