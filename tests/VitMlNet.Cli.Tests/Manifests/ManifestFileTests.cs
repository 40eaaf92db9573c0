namespace VitMlNet.Cli.Tests.Manifests;

[TestClass]
public sealed class ManifestFileTests
{
    [TestMethod]
    [DataRow("a.csv", "path,label\n1.jpg,daisy\n2.jpg,rose\n")]
    [DataRow("a.csv", "1.jpg,daisy\n2.jpg,rose")]
    [DataRow("a.tsv", "Class\tImagePath\textra\ndaisy\t1.jpg\t\nrose\t2.jpg\t5\n")]
    [DataRow("a.csv", "\uFEFFfile,category\r\n\"1.jpg\",\"daisy\"\r\n\r\n2.jpg,rose\r\n")]
    public void Paths_and_labels_are_read_in_the_usual_forms(string name, string text)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File(name);
        File.WriteAllText(file, text);
        CollectionAssert.AreEqual(
            new[] { new ManifestRow(folder.File("1.jpg"), "daisy"), new ManifestRow(folder.File("2.jpg"), "rose") }, ManifestFile.Read(file).ToArray());
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("path,size\n1.jpg,4\n", "'label'")]
    [DataRow("a,b,c\n", "'label'")]
    [DataRow("path,label\n1.jpg,\n", "line 2")]
    [DataRow("path,label\n1.jpg\n", "line 2")]
    [DataRow("path,label\n\"1.jpg,daisy\n", "quote")]
    public void Wrong_lines_are_named(string text, string part)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.csv");
        File.WriteAllText(file, text);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => ManifestFile.Read(file)).Message, part);
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => ManifestFile.Read(folder.File("absent.csv"))).Message, "cannot be read");
    }
}
