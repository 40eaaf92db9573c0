namespace VitMlNet.Cli.Tests.Outputs;

[TestClass]
public sealed class OutputFileTests
{
    [TestMethod]
    public void An_absent_folder_and_a_folder_in_place_of_a_file_are_named()
    {
        using var folder = new TemporaryFolder();
        string absent = folder.File(Path.Combine("absent", "out.bin"));
        string message = Assert.ThrowsExactly<UsageException>(() => OutputFile.Create(absent)).Message;
        StringAssert.StartsWith(message, absent);
        StringAssert.Contains(message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<UsageException>(() => OutputFile.Create(folder.Path)).Message, "a folder has that name");
    }

    [TestMethod]
    public void A_check_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        OutputFile.Check(folder.File("out.bin"));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }
}
