using System.Diagnostics;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class InterruptionTests
{
    [TestMethod]
    public void CtrlCLeavesNothingAndReturns130()
    {
        Interrupt.Require();
        using var folder = new TemporaryFolder();
        string photo = folder.File("large.jpg");
        File.WriteAllBytes(photo, TestPhotos.Encode(SKEncodedImageFormat.Jpeg, 1, 2000, 1500));
        string output = folder.File("f.csv");
        File.WriteAllText(output, "before");

        using Process process = ToolProcess.Start(
            [], ["features", .. Enumerable.Repeat(photo, 1000), "--model", TinyModel.Model, "--output", output]);
        // The temporary file shows that scoring is about to begin.
        while (Directory.GetFiles(folder.Path).Length == 2 && !process.HasExited)
            Thread.Sleep(20);
        Interrupt.Send(process);
        ToolResult result = ToolProcess.Finish(process).Expect(130);
        Assert.AreEqual("vitmlnet: stopped; no output file was changed.", result.ErrorLines.Single());
        Assert.AreEqual("before", File.ReadAllText(output));
        Assert.HasCount(2, Directory.GetFileSystemEntries(folder.Path));
    }
}
