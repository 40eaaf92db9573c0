namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class InspectTests
{
    [TestMethod]
    public void ACheckpoint()
    {
        ToolResult result = ToolProcess.Run("inspect", TinyModel.Checkpoint).Expect(0);
        Assert.AreEqual("", result.Error);
        AssertHas(result, "kind", "checkpoint (.npz)");
        AssertHas(result, "resolution", "64 x 64 pixels");
        AssertHas(result, "features", "64");
        AssertHas(result, "classes", "10");
        AssertHas(result, "patch", "16 x 16 pixels");
    }

    [TestMethod]
    public void ACheckpointByItsContent()
    {
        using var folder = new TemporaryFolder();
        File.Copy(TinyModel.Checkpoint, folder.File("renamed.onnx"));
        AssertHas(ToolProcess.Run("inspect", folder.File("renamed.onnx")).Expect(0), "kind", "checkpoint (.npz)");
    }

    [TestMethod]
    public void AnInt8Model()
    {
        using var folder = new TemporaryFolder();
        ToolProcess.Run("convert", TinyModel.Checkpoint, "--output", folder.File("int8.onnx"), "--precision", "int8").Expect(0);
        ToolResult result = ToolProcess.Run("inspect", folder.File("int8.onnx")).Expect(0);
        AssertHas(result, "precision", "int8");
        StringAssert.Contains(result.Out, "kernels");
        StringAssert.Contains(result.Out, "operators, used here with ");
    }

    [TestMethod]
    public void AModel()
    {
        ToolResult result = ToolProcess.Run("inspect", TinyModel.Model).Expect(0);
        Assert.AreEqual("", result.Error);
        AssertHas(result, "kind", "model");
        AssertHas(result, "resolution", "64 x 64 pixels");
        AssertHas(result, "features", "64");
        AssertHas(result, "classes", "10");
        AssertHas(result, "preprocessing", "google");
        AssertHas(result, "precision", "fp32");
        StringAssert.Contains(result.Out, "tiny.npz");
    }

    [TestMethod]
    public void AModelByItsName()
    {
        AssertHas(ToolProcess.Run("inspect", "vit-demo").Expect(0), "classes", "17");
        Assert.Contains("vitmlnet pull ti16", ToolProcess.Run("inspect", "ti16").Expect(2).ErrorLines.Single());
        Assert.Contains("vitmlnet models", ToolProcess.Run("inspect", "no-such-name").Expect(2).ErrorLines.Single());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("not a model")]
    [DataRow("PK\u0003\u0004 not a zip")]
    public void NeitherIsNamedInOneLine(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("other.bin"), content);
        ToolResult result = ToolProcess.Run("inspect", folder.File("other.bin")).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines.Single(), "other.bin");
    }

    private static void AssertHas(ToolResult result, string name, string value) => Assert.IsTrue(
        result.OutLines.Any(line => line.StartsWith(name + " ", StringComparison.Ordinal) && line[name.Length..].Trim() == value),
        $"'{name}  {value}' in:\n{result.Out}");
}
