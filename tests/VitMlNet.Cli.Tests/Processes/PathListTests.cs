namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class PathListTests
{
    [TestMethod]
    public void AListNamesMorePathsInAFileOrOnStandardInput()
    {
        using var folder = new TemporaryFolder();
        string[] photos = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder));
        string list = folder.File("list.txt");
        File.WriteAllText(list, $"{photos[1]}\r\n\n{photos[2]}\n");
        ToolResult result = ToolProcess.Run("classify", photos[0], "--paths-from", list, "--model", TinyModel.Model, "--top", "1", "--format", "csv").Expect(0);
        CollectionAssert.AreEqual(photos, result.OutLines[1..].Select(line => line.Split(',')[0]).ToArray());

        using System.Diagnostics.Process process = ToolProcess.Start(
            [], ["features", "--paths-from", "-", "--model", TinyModel.Model, "--output", folder.File("f.csv")]);
        process.StandardInput.Write(string.Join('\n', photos));
        ToolProcess.Finish(process).Expect(0);
        Assert.HasCount(1 + photos.Length, File.ReadAllLines(folder.File("f.csv")));
    }

    [TestMethod]
    public void NeitherPathsNorAListIsWrongUsage()
    {
        ToolResult result = ToolProcess.Run("classify", "--model", TinyModel.Model).Expect(2);
        StringAssert.Contains(result.Error, "--paths-from FILE");
    }

    [TestMethod]
    public void AListThatCannotBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        ToolResult absent = ToolProcess.Run("classify", "--paths-from", folder.File("none.txt"), "--model", TinyModel.Model).Expect(2);
        StringAssert.Contains(absent.Error, "none.txt: the list of paths cannot be read");
        ToolResult wrong = ToolProcess.Run("classify", "--paths-from", folder.Path, "--model", TinyModel.Model).Expect(2);
        StringAssert.Contains(wrong.Error, "the list of paths cannot be read");
    }
}
