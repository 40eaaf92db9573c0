using System.Diagnostics;
using System.Text.Json;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>What other command-line tools have, too: lists on standard input, completion, quiet, JSON.</summary>
[TestClass]
public sealed class HabitTests
{
    private static readonly string Demo = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    [TestMethod]
    public void Paths_come_from_standard_input_and_patterns_and_flat_folders()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 2);
        using Process process = ToolProcess.Start([], ["classify", "-", Path.Combine(photos, "red", "*.png"), "--model", Demo, "--format", "json"]);
        process.StandardInput.WriteLine(Path.Combine(photos, "green", "0.png"));
        ToolResult result = ToolProcess.Finish(process).Expect(0);
        CollectionAssert.AreEqual(
            new[] { "green/0.png", "red/0.png", "red/1.png" },
            result.OutLines.Select(line => Path.GetRelativePath(photos, JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()!).Replace('\\', '/')).ToArray());
        StringAssert.Contains(ToolProcess.Run("classify", photos, "--model", Demo, "--no-recursive").Expect(2).Error, "holds no image");
        StringAssert.Contains(ToolProcess.Run("classify", photos, "--recursive", "--no-recursive").Expect(2).Error, "give one of them");
    }

    [TestMethod]
    public void Quiet_leaves_results_and_errors()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 2);
        ToolResult result = ToolProcess.Run("train", photos, "--output", folder.File("a.onnx"), "--quiet").Expect(0);
        Assert.AreEqual("", result.Error);
        StringAssert.Contains(result.Out, "accuracy");
        File.WriteAllBytes(Path.Combine(photos, "red", "bad.png"), [1]);
        ToolResult bad = ToolProcess.Run("--quiet", "classify", photos, "--model", folder.File("a.onnx")).Expect(1);
        StringAssert.Contains(bad.Error, "bad.png");
    }

    [TestMethod]
    public void Models_and_checkpoints_are_inspected_as_JSON()
    {
        JsonElement model = JsonDocument.Parse(ToolProcess.Run("inspect", Demo, "--json").Expect(0).Out).RootElement;
        Assert.AreEqual("model", model.GetProperty("kind").GetString());
        Assert.AreEqual(model.GetProperty("classes").GetInt32(), model.GetProperty("labels").GetArrayLength());
        Assert.IsTrue(model.GetProperty("metadata").TryGetProperty("vitmlnet.format_version", out _));
        JsonElement checkpoint = JsonDocument.Parse(ToolProcess.Run("inspect", TinyModel.Checkpoint, "--json").Expect(0).Out).RootElement;
        Assert.IsGreaterThan(0, checkpoint.GetProperty("parameters").GetInt64());
        foreach (string line in ToolProcess.Run("models", "--json").Expect(0).OutLines)
            Assert.IsNotNull(JsonDocument.Parse(line).RootElement.GetProperty("name").GetString());
    }

    [TestMethod]
    [DataRow("vitmlnet cl", "classify")]
    [DataRow("vitmlnet train x --tra", "--trainer")]
    [DataRow("vitmlnet train x --trainer s", "sdca")]
    [DataRow("vitmlnet classify x --model ", "vit-demo")]
    public void Shells_are_given_completions(string line, string expected)
    {
        ToolResult result = ToolProcess.Run($"[suggest:{line.Length}]", line).Expect(0);
        CollectionAssert.Contains(result.OutLines, expected);
    }

    [TestMethod]
    [DataRow("bash")]
    [DataRow("zsh")]
    [DataRow("fish")]
    [DataRow("pwsh")]
    public void Scripts_for_shells_ask_the_tool(string shell) => StringAssert.Contains(ToolProcess.Run("completion", shell).Expect(0).Out, "[suggest:");
}
