namespace VitMlNet.Cli.Tests.Processes;

/// <summary><c>vitmlnet cache</c>: prepared models are made, listed, used and deleted.</summary>
[TestClass]
public sealed class CacheTests
{
    [TestMethod]
    public void A_copy_is_made_listed_used_and_deleted()
    {
        using var folder = new TemporaryFolder();
        string model = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");
        string photo = Path.Combine(RepositoryPaths.Root, "samples", "images", "chelsea.png");
        string home = folder.File("home");
        string alone = Run("classify", photo, "--model", model, "--format", "csv").Out;

        string copy = Run("cache", "add", model).Out.Trim();
        Assert.IsTrue(File.Exists(Path.Combine(copy, "model.onnx")), copy);
        StringAssert.Contains(Run("cache").Out, "vit-demo.onnx");
        Assert.AreEqual(alone, Run("classify", photo, "--model", model, "--format", "csv").Out);
        StringAssert.Contains(string.Join(' ', Run("cache", "clear", model).ErrorLines), "1 prepared models");
        Assert.AreEqual("", Run("cache").Out);
        Assert.IsFalse(Directory.Exists(copy));

        ToolResult Run(params string[] arguments) => ToolProcess.Run([("VITMLNET_HOME", home)], arguments).Expect(0);
    }
}
