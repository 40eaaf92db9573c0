using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class ConvertTests
{
    [TestMethod]
    public void AModelFileIsWrittenAndSummedUpOnStandardError()
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("out.onnx");
        ToolResult result = ToolProcess.Run("convert", TinyModel.Checkpoint, "--output", model).Expect(0);
        Assert.AreEqual("", result.Out);
        Assert.HasCount(1, result.ErrorLines, "no progress where there is no terminal");
        StringAssert.Contains(result.Error, model);
        StringAssert.Contains(result.Error, "64 x 64 pixels, 64 features, 10 classes");
        CollectionAssert.AreEqual(new[] { model }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void ResolutionLabelsAndFurtherOutputsReachTheModel()
    {
        using var folder = new TemporaryFolder();
        string labels = folder.File("labels.txt");
        string model = folder.File("out.onnx");
        File.WriteAllLines(labels, Enumerable.Range(0, 10).Select(i => $"Sorte é {i}"));
        ToolProcess.Run(
            "convert", TinyModel.Checkpoint, "--output", model, "--labels", labels, "--resolution", "96", "--attention", "--tokens").Expect(0);
        string inspected = ToolProcess.Run("inspect", model).Expect(0).Out;
        StringAssert.Contains(inspected, "96 x 96");
        StringAssert.Contains(inspected, "Sorte é 0");
        StringAssert.Contains(inspected, "attention");
        StringAssert.Contains(inspected, "tokens");
    }

    [TestMethod]
    [DataRow("fp32")]
    [DataRow("int8")]
    public void ThePrecisionReachesTheModelAndItClassifies(string precision)
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("out.onnx");
        string photo = folder.File("photo.jpg");
        File.WriteAllBytes(photo, TestPhotos.Encode(SKEncodedImageFormat.Jpeg, 1));
        ToolProcess.Run("convert", TinyModel.Checkpoint, "--output", model, "--precision", precision).Expect(0);
        StringAssert.Contains(ToolProcess.Run("inspect", model).Expect(0).Out, precision);
        Assert.HasCount(1, ToolProcess.Run("classify", photo, "--model", model, "--format", "json").Expect(0).OutLines);
    }

    [TestMethod]
    public void AFailureLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = folder.File("cut.npz");
        byte[] whole = File.ReadAllBytes(TinyModel.Checkpoint);
        File.WriteAllBytes(checkpoint, whole[..(whole.Length / 2)]);
        ToolResult result = ToolProcess.Run("convert", checkpoint, "--output", folder.File("out.onnx")).Expect(2);
        StringAssert.Contains(result.Error, "cut.npz");
        Assert.HasCount(1, result.ErrorLines);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void LabelsOfAnotherNumberAreRefused()
    {
        using var folder = new TemporaryFolder();
        string labels = folder.File("labels.txt");
        File.WriteAllLines(labels, ["one", "two"]);
        ToolResult result = ToolProcess.Run(
            "convert", TinyModel.Checkpoint, "--output", folder.File("out.onnx"), "--labels", labels).Expect(2);
        StringAssert.Contains(result.Error, "labels.txt");
        Assert.IsFalse(File.Exists(folder.File("out.onnx")));
    }
}
