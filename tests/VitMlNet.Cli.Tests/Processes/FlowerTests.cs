using System.Text.Json;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class FlowerTests
{
    /// <summary>Measured with the original numerics: "daisy" comes first for 35 of the 40 photographs.</summary>
    [TestMethod]
    public void TheRealNetworkKnowsDaisies()
    {
        string? checkpoint = RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz");
        string? photos = RepositoryPaths.Shared("data", "photos", "flowers", "daisy");
        if (checkpoint is null || photos is null)
            Assert.Inconclusive("needs ../shared/data (the checkpoint Ti_16-imagenet2012-224.npz and photos/flowers), which this machine lacks");

        using var folder = new TemporaryFolder();
        string model = folder.File("ti16.onnx");
        ToolProcess.Run("convert", checkpoint, "--output", model).Expect(0);
        ToolResult result = ToolProcess.Run("classify", photos, "--model", model, "--top", "1", "--format", "json").Expect(0);
        Assert.HasCount(40, result.OutLines);
        int daisies = result.OutLines.Count(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("predictions")[0].GetProperty("label").GetString() == "daisy");
        Assert.IsInRange(34, 36, daisies);
    }
}
