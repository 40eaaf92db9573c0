using System.Diagnostics;
using System.Net.Sockets;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Pipes, sockets and devices: nothing waits for them, and nothing replaces them.</summary>
[TestClass]
public sealed class SpecialFileTests
{
    [TestMethod]
    public void ImagesThatAreNoRegularFilesAreNamedAndTheOthersAreScored()
    {
        NamedPipe.Require();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("photos"));
        string good = folder.Write("photos/good.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        string pipe = NamedPipe.Create(folder.File("photos/pipe.jpg"));
        NamedPipe.Create(folder.File("photos/other-pipe"));
        string path = folder.File("socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        string[] bad = [path, "/dev/zero", "/dev/null"];
        ToolResult result = ToolProcess.Run(["classify", folder.File("photos"), .. bad, "--model", TinyModel.Model, "--format", "csv", "--top", "1"]).Expect(1);
        StringAssert.StartsWith(result.OutLines.Last(), good);
        Assert.HasCount(2, result.OutLines);
        StringAssert.StartsWith(result.ErrorLines[0], $"vitmlnet: {pipe}: ");
        StringAssert.Contains(result.ErrorLines[0], "named pipe");
        StringAssert.Contains(result.ErrorLines[1], "socket");
        StringAssert.Contains(result.ErrorLines[2], "device");
        StringAssert.Contains(result.ErrorLines[3], "device");
        Assert.AreEqual("vitmlnet: 1 file is not an image: without an extension 1 (cannot be read)", result.ErrorLines[4]);
        Assert.AreEqual("vitmlnet: 4 of 5 failed.", result.ErrorLines[5]);
    }

    [TestMethod]
    [DataRow("classify", "good.png", "--model", "PIPE")]
    [DataRow("classify", "good.png", "--labels", "PIPE")]
    [DataRow("classify", "good.png", "--labels", "/dev/zero")]
    [DataRow("inspect", "PIPE")]
    [DataRow("inspect", "/dev/zero")]
    [DataRow("convert", "PIPE", "--output", "a.onnx")]
    [DataRow("predict", "PIPE", "good.png")]
    [DataRow("explain", "PIPE", "--output", "heat.png")]
    [DataRow("similar", ".", "PIPE")]
    [DataRow("convert", "HUB", "--output", "a.onnx")]
    public void NoOtherInputIsWaitedFor(params string[] arguments)
    {
        NamedPipe.Require();
        using var folder = new TemporaryFolder();
        string pipe = NamedPipe.Create(folder.File("pipe"));
        Directory.CreateDirectory(folder.File("hub/snapshots/a"));
        Directory.CreateDirectory(folder.File("hub/refs"));
        NamedPipe.Create(folder.File("hub/refs/main"));
        NamedPipe.Create(folder.File("hub/snapshots/a/model.safetensors"));
        NamedPipe.Create(folder.File("hub/snapshots/a/config.json"));
        folder.Write("good.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        ToolResult result = ToolProcess.Run([.. arguments.Select(argument => argument switch
        {
            "PIPE" => pipe,
            "HUB" => folder.File("hub"),
            "good.png" or "a.onnx" or "heat.png" => folder.File(argument),
            "." => folder.Path,
            _ => argument,
        })]);
        Assert.IsTrue(result.ExitCode is 1 or 2, result.Error);
        StringAssert.Contains(result.Error, arguments.Contains("/dev/zero") ? "a device" : "a named pipe");
        Assert.DoesNotContain("unexpected", result.Error);
    }

    [TestMethod]
    [DataRow("classify")]
    [DataRow("explain")]
    public void StandardInputIsAnImage(string command)
    {
        NamedPipe.Require();
        using var folder = new TemporaryFolder();
        byte[] photo = TestPhotos.Encode(SKEncodedImageFormat.Png, 1);
        string path = folder.Write("photo.png", photo), output = folder.File("heat.png");
        string[] options = command == "explain" ? ["--model", "vit-demo", "--output", output] : ["--model", "vit-demo"];
        using Process process = ToolProcess.Start([], [command, "/dev/stdin", .. options]);
        process.StandardInput.BaseStream.Write(photo);
        ToolResult piped = ToolProcess.Finish(process).Expect(0);
        ToolResult named = ToolProcess.Run([command, path, .. options]).Expect(0);
        CollectionAssert.AreEqual(
            named.OutLines.Select(line => line.Replace(path, "").Trim()).Skip(1).ToArray(),
            piped.OutLines.Select(line => line.Replace("/dev/stdin", "").Trim()).Skip(1).ToArray());
        Assert.AreEqual(command == "explain", File.Exists(output));
    }

    [TestMethod]
    public void WrongStandardInputIsAnErrorOfTheImage()
    {
        NamedPipe.Require();
        using Process process = ToolProcess.Start([], ["classify", "/dev/stdin", "--model", TinyModel.Model]);
        process.StandardInput.Write("no image");
        StringAssert.StartsWith(ToolProcess.Finish(process).Expect(1).ErrorLines[0], "vitmlnet: /dev/stdin: ");
    }

    [TestMethod]
    [DataRow(false, 130)]
    [DataRow(true, 143)]
    public void AToolThatWaitsForStandardInputCanBeEnded(bool termination, int exitCode)
    {
        NamedPipe.Require();
        Interrupt.Require();
        using var folder = new TemporaryFolder();
        string output = folder.File("out.csv"), photo = folder.Write("photo.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        using Process process = ToolProcess.Start([], ["classify", photo, "/dev/stdin", "--model", TinyModel.Model, "--output", output]);
        while (Directory.GetFiles(folder.Path).Length == 1 && !process.HasExited)
            Thread.Sleep(20);
        if (termination)
            Interrupt.SendTermination(process);
        else
            Interrupt.Send(process);
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(2)), "the tool still waits");
        ToolProcess.Finish(process).Expect(exitCode);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void OutputsKeepDevicesAndLinks()
    {
        NamedPipe.Require();
        using var folder = new TemporaryFolder();
        string photo = folder.Write("photo.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        string link = folder.File("link.csv"), device = folder.File("device.csv");
        File.CreateSymbolicLink(link, folder.File("real.csv"));
        File.CreateSymbolicLink(device, "/dev/null");
        foreach (string output in (string[])[link, device, "/dev/null"])
            ToolProcess.Run("classify", photo, "--model", TinyModel.Model, "--output", output).Expect(0);
        StringAssert.Contains(File.ReadAllText(folder.File("real.csv")), photo);
        Assert.AreEqual(folder.File("real.csv"), new FileInfo(link).LinkTarget);
        Assert.AreEqual("/dev/null", new FileInfo(device).LinkTarget);
        Assert.IsEmpty(File.ReadAllBytes("/dev/null"));
        Assert.HasCount(4, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void AFullDiskIsNamedWithTheFile()
    {
        NamedPipe.Require();
        if (!File.Exists("/dev/full"))
            Assert.Inconclusive("needs /dev/full, which Linux has");
        using var folder = new TemporaryFolder();
        string photo = folder.Write("photo.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        string output = folder.File("results.csv");
        File.CreateSymbolicLink(output, "/dev/full");
        string line = ToolProcess.Run("classify", photo, "--model", TinyModel.Model, "--output", output).Expect(2).ErrorLines.Single();
        StringAssert.StartsWith(line, $"vitmlnet: {output}: ");
        StringAssert.Contains(line, "disk is full");
    }

    [TestMethod]
    public void AFileNameThatIsNotUtf8IsNamedAsSuch()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("the file systems of other systems take no such names");
        using var folder = new TemporaryFolder();
        string photo = folder.Write("photo.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        using (Process copy = Process.Start("bash", ["-c", "cp \"$0\" \"$1\"$'/\\xff\\xe9.png'", photo, folder.Path]))
            copy.WaitForExit();
        ToolResult result = ToolProcess.Run("classify", folder.Path, "--model", TinyModel.Model, "--top", "1", "--format", "csv").Expect(1);
        StringAssert.StartsWith(result.OutLines.Last(), photo);
        StringAssert.Contains(result.ErrorLines[0], "not in UTF-8");
    }

    [TestMethod]
    public void FoldersThatAreNestedTooDeepAreNamedAndTheOthersAreScored()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("the depth is that of Linux's longest path");
        using var folder = new TemporaryFolder();
        byte[] photo = TestPhotos.Encode(SKEncodedImageFormat.Png, 1);
        // No path leads to the folders below some 2,000 levels, so that the tree is put together of three.
        string[] trees = [.. new[] { "a", "b", "c" }.Select(name => Directory.CreateDirectory(Path.Combine([folder.Path, name, .. Enumerable.Repeat("d", 1000)])).FullName)];
        string inner = Path.Combine(trees[1], "d"), outer = Path.Combine(trees[2], "d");
        File.WriteAllBytes(Path.Combine(trees[2], "photo.png"), photo);
        folder.Write("c/z.png", photo);
        Directory.Move(folder.File("a"), inner);
        Directory.Move(folder.File("b"), outer);
        try
        {
            ToolResult result = ToolProcess.Run("classify", folder.File("c"), "--model", TinyModel.Model, "--top", "1", "--format", "csv").Expect(1);
            StringAssert.StartsWith(result.OutLines[1], Path.Combine(trees[2], "photo.png"));
            StringAssert.StartsWith(result.OutLines[2], folder.File("c/z.png"));
            StringAssert.Contains(result.ErrorLines[0], "longer than the system allows");
            Assert.AreEqual("vitmlnet: 1 of 3 failed.", result.ErrorLines[1]);
        }
        finally
        {
            Directory.Move(outer, folder.File("b"));
            Directory.Move(inner, folder.File("a"));
        }
    }

    [TestMethod]
    [DataRow(40)]
    [DataRow(64)]
    [DataRow(72)]
    [DataRow(128)]
    public void TooFewOpenFilesAreOneLine(int limit)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("the numbers are those that the runtime needs on Linux");
        using Process process = ToolProcess.StartIn($"ulimit -n {limit}", ["classify", "photo.png", "--model", TinyModel.Model]);
        ToolResult result = ToolProcess.Finish(process).Expect(2);
        Assert.AreEqual($"vitmlnet: this process may open {limit} files at once, and 200 are needed. Allow more ('ulimit -n 1024').", result.ErrorLines.Single());
        Assert.AreEqual("", result.Out);
    }

    [TestMethod]
    public void TheFewestOpenFilesAreEnough()
    {
        NamedPipe.Require();
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a", "b" })
        {
            for (int i = 0; i < 6; i++)
                folder.Write($"photos/{name}/{i}.png", TestPhotos.Encode(SKEncodedImageFormat.Png, i));
        }

        string[][] commands =
        [
            ["train", folder.File("photos"), "--model", TinyModel.Model, "--output", folder.File("photos.zip")],
            ["predict", folder.File("photos.zip"), folder.File("photos")],
            ["features", folder.File("photos"), "--model", TinyModel.Model, "--output", folder.File("features.parquet")],
        ];
        foreach (string[] command in commands)
        {
            using Process process = ToolProcess.StartIn("ulimit -n 200", command);
            ToolProcess.Finish(process).Expect(0);
        }
    }
}
