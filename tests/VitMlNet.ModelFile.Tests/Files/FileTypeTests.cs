using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace VitMlNet.ModelFile.Tests.Files;

[TestClass]
public sealed partial class FileTypeTests
{
    [TestMethod]
    public void Files_and_folders_are_told_apart_everywhere()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(FileType.Regular, FileTypes.Find(folder.Write("é 中.bin", [])));
        Assert.AreEqual(FileType.Folder, FileTypes.Find(folder.Path));
        Assert.AreEqual(FileType.Unknown, FileTypes.Find(folder.File("absent")));
        Assert.AreEqual(FileType.Unknown, FileTypes.Find(""));
        Assert.AreEqual(FileType.Unknown, FileTypes.Find(new string('n', 10_000)));
    }

    [TestMethod]
    public void Pipes_sockets_and_devices_are_recognized_through_links_without_waiting()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("needs named pipes, which Windows has in no folder");
        using var folder = new TemporaryFolder();
        string pipe = folder.File("pipe"), socketPath = folder.File("socket"), link = folder.File("link");
        Assert.AreEqual(0, MakePipe(pipe, 0b110_000_000));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(socketPath));
        File.CreateSymbolicLink(link, pipe);
        Assert.AreEqual(FileType.Pipe, FileTypes.Find(pipe));
        Assert.AreEqual(FileType.Pipe, FileTypes.Find(link));
        Assert.AreEqual(FileType.Socket, FileTypes.Find(socketPath));
        Assert.AreEqual(FileType.CharacterDevice, FileTypes.Find("/dev/null"));
        foreach ((string path, string name) in (IEnumerable<(string, string)>)[(pipe, "a named pipe"), (link, "a named pipe"), (socketPath, "a socket"), ("/dev/zero", "a device")])
        {
            StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => RegularFile.OpenRead(path)).Message, name);
            StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => RegularFile.OpenHandle(path)).Message, name);
            Assert.IsFalse(PipedInput.IsAt(path));
        }

        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => new AtomicFile(socketPath)).Message, "a socket");
    }

    [TestMethod]
    public void Only_what_shells_pass_on_is_piped_input()
    {
        using var folder = new TemporaryFolder();
        Assert.IsFalse(PipedInput.IsAt(folder.Write("a", [1])));
        Assert.IsFalse(PipedInput.IsAt("/dev/null"));
        Assert.IsFalse(PipedInput.IsAt("/dev/fd/9999"));
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
