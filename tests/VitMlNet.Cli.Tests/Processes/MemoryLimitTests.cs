using System.Buffers.Binary;
using System.Diagnostics;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Large pictures under a limit of the process's memory: each is named or scored, and none ends the process.</summary>
[TestClass]
public sealed class MemoryLimitTests
{
    /// <param name="kilobytes">The address space; the runtime and the model take three gigabytes of it.</param>
    [TestMethod]
    [TestCategory("Long")]
    [DataRow(4_000_000)]
    [DataRow(5_000_000)]
    [DataRow(8_000_000)]
    public void A_limit_of_memory_is_an_error_of_a_picture_or_of_the_model(int kilobytes)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("the limit is one of Linux");
        using var folder = new TemporaryFolder();
        string good = folder.Write("photos/good.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        WriteBitmap(folder.File("photos/large.bmp"), 6000);
        WriteBitmap(folder.File("photos/too-large.bmp"), 11_000);
        // The garbage collector reserves less than it would by itself.
        string limit = $"export DOTNET_GCHeapHardLimit=0x18000000 && ulimit -v {kilobytes}";
        using Process process = ToolProcess.StartIn(limit, ["classify", folder.File("photos"), "--model", TinyModel.Model, "--top", "1", "--format", "csv"]);
        ToolResult result = ToolProcess.Finish(process);
        Assert.IsTrue(result.ExitCode is 1 or 2, $"{result.ExitCode}\n{result.Error}");
        Assert.DoesNotContain("unexpected", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        if (result.ExitCode == 1)
            Assert.IsTrue(result.OutLines.Any(line => line.StartsWith(good, StringComparison.Ordinal)), result.Out);
        if (kilobytes == 8_000_000)
            Assert.AreEqual("vitmlnet: 1 of 3 failed.", result.ErrorLines.Last());
    }

    /// <summary>A square of 32 bits a pixel, whose pixels are a hole in the file.</summary>
    private static void WriteBitmap(string path, int side)
    {
        var header = new byte[54];
        "BM"u8.CopyTo(header);
        foreach ((int at, int value) in ((int, int)[])[(10, 54), (14, 40), (18, side), (22, side), (26, 1 | (32 << 16))])
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at), value);
        using FileStream file = File.Create(path);
        file.Write(header);
        file.SetLength(54 + (4L * side * side));
    }
}
