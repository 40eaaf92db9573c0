namespace VitMlNet.ModelFile.Tests.Files;

[TestClass]
public sealed class WriteErrorsTests
{
    [TestMethod]
    public void A_temporary_name_is_that_of_the_users_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("it's a file.csv");
        using var file = new AtomicFile(path);
        var exception = new IOException($"Input/output error : '{file.TemporaryPath}'");
        Assert.AreEqual($"Input/output error : '{path}'", WriteErrors.Describe(exception, path));
        Assert.AreEqual("'a' and 'b'", WriteErrors.Describe(new IOException("'a' and 'b'"), path));
    }

    [TestMethod]
    [DataRow(28)]
    [DataRow(unchecked((int)0x80070070))]
    public void A_full_disk_is_said_with_what_is_needed(int code)
    {
        string path = Path.Combine(Path.GetTempPath(), "a");
        var exception = new IOException("No space left on device : '/tmp/.vitmlnet-1'", code);
        Assert.AreEqual("the disk is full.", WriteErrors.Describe(exception, path));
        Assert.AreEqual("the disk is full: the file takes 0.001 MB or more.", WriteErrors.Describe(exception, path, 1000));
        StringAssert.Matches(WriteErrors.Describe(exception, path, long.MaxValue), new(@"^the disk is full: the file takes \d+ MB or more, and [\d.]+ MB are free\.$"));
    }

    [TestMethod]
    public void What_has_no_room_is_refused_before_it_is_written()
    {
        string path = Path.Combine(Path.GetTempPath(), "a");
        WriteErrors.CheckRoom(path, 1);
        StringAssert.StartsWith(Assert.ThrowsExactly<IOException>(() => WriteErrors.CheckRoom(path, long.MaxValue)).Message, "the disk is full: the file takes ");
    }
}
