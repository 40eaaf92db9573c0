using System.Text.Json;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>The first command of the README: the photographs and the model of the clone.</summary>
[TestClass]
public sealed class DemoModelTests
{
    private static readonly (string File, string Label)[] s_photographs = [("chelsea.png", "cat"), ("coffee.png", "coffee cup"), ("pizza.jpg", "food")];

    [TestMethod]
    [DataRow]
    [DataRow("--model", "vit-demo")]
    public void The_clone_classifies_its_own_photographs_rightly(params string[] model)
    {
        string images = Path.Combine(RepositoryPaths.Root, "samples", "images");
        ToolResult result = ToolProcess.Run(["classify", images, "--top", "17", "--format", "json", .. model]).Expect(0);

        string[] lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] labels = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "model", "demo", "labels.txt"));
        CollectionAssert.AreEqual(
            s_photographs, lines.Select(line => (Path.GetFileName(Root(line).GetProperty("path").GetString()!), BestLabel(Root(line)))).ToArray());
        foreach (string line in lines)
        {
            JsonElement[] predictions = [.. Root(line).GetProperty("predictions").EnumerateArray()];
            CollectionAssert.AreEquivalent(labels, predictions.Select(prediction => prediction.GetProperty("label").GetString()).ToArray());
            Assert.AreEqual(1.0, predictions.Sum(prediction => prediction.GetProperty("score").GetDouble()), 1e-4);
        }

        Assert.AreEqual(model.Length == 0, result.Error.Contains("vit-demo", StringComparison.Ordinal), result.Error);
    }

    private static string BestLabel(JsonElement photograph) => photograph.GetProperty("predictions")[0].GetProperty("label").GetString()!;

    private static JsonElement Root(string line) => JsonDocument.Parse(line).RootElement;
}
