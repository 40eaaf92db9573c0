using System.Diagnostics;

namespace VitMlNet.ModelFile.Tests.Files;

[TestClass]
public sealed class AtomicFileTests
{
    private static readonly byte[] Content = [1, 2, 3];

    [TestMethod]
    public void The_file_appears_when_it_is_committed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.bin");
        using (var file = new AtomicFile(path))
        {
            file.Stream.Write(Content);
            Assert.IsFalse(File.Exists(path));
            file.Commit();
        }

        ExpectOnly(folder, path, Content);
    }

    [TestMethod]
    public void Without_a_commit_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.bin");
        File.WriteAllBytes(path, [9]);
        using (var file = new AtomicFile(path))
            file.Stream.Write(Content);
        ExpectOnly(folder, path, [9]);
    }

    [TestMethod]
    public void What_killed_processes_left_is_swept_and_what_running_ones_write_is_not()
    {
        using var folder = new TemporaryFolder();
        using var killed = new Process { StartInfo = new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true } };
        killed.Start();
        int id = killed.Id;
        killed.Kill();
        killed.WaitForExit();
        folder.Write(Leftovers.CreateName(id), [1]);
        string[] others =
        [
            folder.Write(Leftovers.CreateName(Environment.ProcessId), [1]),
            folder.Write($".vitmlnet-00000000-{id}-another-machine.tmp", [1]),
            folder.Write(".vitmlnet-notes.tmp", [1]),
        ];
        Write(folder.File("out.bin"));
        CollectionAssert.AreEquivalent(others.Append(folder.File("out.bin")).ToArray(), Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_commit_replaces_a_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.bin");
        File.WriteAllBytes(path, []);
        Write(path);
        ExpectOnly(folder, path, Content);
    }

    [TestMethod]
    public void A_file_can_have_the_longest_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(new string('n', 250));
        Write(path);
        ExpectOnly(folder, path, Content);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_link_stays_a_link(bool targetExists)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs links, which Windows gives to administrators only");
        using var folder = new TemporaryFolder();
        string real = folder.File("real.bin");
        string middle = folder.File("middle.bin");
        string link = folder.File("link.bin");
        if (targetExists)
            File.WriteAllBytes(real, [9]);
        File.CreateSymbolicLink(middle, "real.bin");
        File.CreateSymbolicLink(link, middle);
        Write(link);
        Assert.AreEqual(middle, new FileInfo(link).LinkTarget);
        Assert.AreEqual("real.bin", new FileInfo(middle).LinkTarget);
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(real));
    }

    [TestMethod]
    public void A_circle_of_links_is_an_error()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs links, which Windows gives to administrators only");
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("a"), folder.File("b"));
        File.CreateSymbolicLink(folder.File("b"), folder.File("a"));
        Assert.Throws<IOException>(() => Write(folder.File("a")));
    }

    [TestMethod]
    public void A_device_is_written_to_and_not_replaced()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs /dev/null, which Windows lacks");
        using var folder = new TemporaryFolder();
        string link = folder.File("link");
        File.CreateSymbolicLink(link, "/dev/null");
        Write("/dev/null");
        Write(link);
        Assert.AreEqual(0, File.ReadAllBytes("/dev/null").Length);
        Assert.AreEqual("/dev/null", new FileInfo(link).LinkTarget);
    }

    [TestMethod]
    public void A_full_disk_is_an_error_and_leaves_nothing()
    {
        if (!File.Exists("/dev/full"))
            Assert.Inconclusive("needs /dev/full, which this machine lacks");
        Assert.Throws<IOException>(() => Write("/dev/full"));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = false)]
    public void A_pipe_is_written_to_and_not_replaced()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs named pipes in the file system, which Windows lacks");
        using var folder = new TemporaryFolder();
        string path = folder.File("pipe");
        using (Process process = Process.Start("mkfifo", [path]))
            process.WaitForExit();
        Task<byte[]> read = Task.Run(() =>
        {
            using FileStream pipe = File.OpenRead(path);
            using var content = new MemoryStream();
            pipe.CopyTo(content);
            return content.ToArray();
        });
        Write(path);
        CollectionAssert.AreEqual(Content, read.Result);
        Assert.AreEqual(path, Directory.GetFiles(folder.Path).Single());
        Assert.AreEqual(0, new FileInfo(path).Length);
    }

    [TestMethod]
    public void A_folder_an_absent_folder_and_a_path_that_is_none_are_errors()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("a folder has that name", Assert.Throws<IOException>(() => new AtomicFile(folder.Path)).Message);
        Assert.Contains("does not exist", Assert.Throws<IOException>(() => new AtomicFile(folder.File(Path.Combine("absent", "out")))).Message);
        Assert.Throws<IOException>(() => new AtomicFile(""));
        Assert.Throws<IOException>(() => new AtomicFile("a\0b"));
        Assert.Throws<IOException>(() => new AtomicFile(Path.GetPathRoot(Environment.CurrentDirectory)!));
    }

    private static void Write(string path)
    {
        using var file = new AtomicFile(path);
        file.Stream.Write(Content);
        file.Commit();
    }

    private static void ExpectOnly(TemporaryFolder folder, string path, byte[] content)
    {
        Assert.AreEqual(path, Directory.GetFiles(folder.Path).Single());
        CollectionAssert.AreEqual(content, File.ReadAllBytes(path));
    }
}
