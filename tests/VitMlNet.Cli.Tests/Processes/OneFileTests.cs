using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>A classifier that <c>train</c> wrote as one model file.</summary>
[TestClass]
public sealed class OneFileTests
{
    private static readonly string Demo = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    [TestMethod]
    [DataRow("lbfgs", "logits")]
    [DataRow("sdca", "logits")]
    [DataRow("lightgbm", "probabilities")]
    public void Every_command_takes_it_as_any_other_model(string trainer, string output)
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 12);
        string file = folder.File("colours.onnx"), archive = folder.File("colours.zip");
        foreach (string written in new[] { file, archive })
        {
            ToolResult trained = ToolProcess.Run("train", photos, "--model", Demo, "--output", written, "--trainer", trainer).Expect(0);
            StringAssert.Contains(trained.ErrorLines[^1], $"wrote {written} (");
        }

        Dictionary<string, float[]> expected = Scores(ToolProcess.Run("predict", archive, photos, "--top", "3", "--format", "json").Expect(0));
        Dictionary<string, float[]> actual = Scores(ToolProcess.Run("classify", photos, "--model", file, "--top", "3", "--format", "json").Expect(0));
        Assert.HasCount(36, actual);
        foreach ((string path, float[] scores) in expected)
        {
            for (int i = 0; i < scores.Length; i++)
                Assert.AreEqual(scores[i], actual[path][i], 1e-5f, path);
        }

        string facts = ToolProcess.Run("inspect", file).Expect(0).Out;
        StringAssert.Contains(facts, "blue, green, red");
        StringAssert.Contains(facts, "trained on 36 photographs");
        ToolResult evaluated = ToolProcess.Run("evaluate", photos, "--model", file).Expect(0);
        StringAssert.Contains(evaluated.Out, "accuracy  1.000  36 of 36 photographs");
        StringAssert.Contains(evaluated.Error, "36 of the 36 photographs are among those that the classifier was trained on");
        StringAssert.Contains(ToolProcess.Run("evaluate", photos, "--model", archive).Expect(0).Error, "36 of the 36 photographs");
        ToolProcess.Run("features", photos, "--model", file, "--output", folder.File("f.csv")).Expect(0);
        ToolProcess.Run("explain", Path.Combine(photos, "red", "0.png"), "--model", file, "--output", folder.File("heat.png")).Expect(0);
        ToolResult explained = ToolProcess.Run(
            "explain", Path.Combine(photos, "red", "0.png"), "--model", file, "--output", folder.File("class.png"), "--class", "RED", "--masks", "16").Expect(0);
        StringAssert.Contains(explained.Error, "supports the class 'red'");
        Assert.IsTrue(File.Exists(folder.File("class.png")));
        StringAssert.Contains(
            ToolProcess.Run("explain", Path.Combine(photos, "red", "0.png"), "--model", file, "--output", folder.File("x.png"), "--class", "rose").Expect(2).Error,
            "--class rose");

        using var session = new InferenceSession(file);
        CollectionAssert.AreEquivalent(new[] { "features", "attention", output }, session.OutputMetadata.Keys.ToArray());
    }

    [TestMethod]
    public void New_photographs_are_told_from_those_that_it_was_trained_on()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 4);
        string file = folder.File("colours.onnx");
        ToolProcess.Run("train", photos, "--model", Demo, "--output", file).Expect(0);
        string more = folder.File("more");
        ColouredPhotos.Write(more, "red", 5);
        ColouredPhotos.Write(more, "blue", 4);
        ToolResult result = ToolProcess.Run("evaluate", more, "--model", file, "--format", "json").Expect(0);
        StringAssert.Contains(result.Error, "8 of the 9 photographs are among those that the classifier was trained on");
        StringAssert.Contains(result.Error, "of the other 1, 1 are right");
        StringAssert.Contains(JsonDocument.Parse(result.Out).RootElement.GetProperty("notes")[0].GetString(), "8 of the 9");

        ToolProcess.Run("train", photos, "--model", Demo, "--output", file, "--no-refit", "--test-fraction", "0.5").Expect(0);
        StringAssert.Contains(ToolProcess.Run("evaluate", photos, "--model", file).Expect(0).Error, "6 of the 12 photographs are among");
    }

    [TestMethod]
    public void Another_extension_is_refused()
    {
        using var folder = new TemporaryFolder();
        string line = ToolProcess.Run("train", folder.Path, "--output", folder.File("a.bin")).Expect(2).ErrorLines[0];
        StringAssert.Contains(line, ".onnx or a .zip");
    }

    private static Dictionary<string, float[]> Scores(ToolResult result) => result.OutLines.Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(
        image => image.GetProperty("path").GetString()!,
        image => image.GetProperty("predictions").EnumerateArray().OrderBy(p => p.GetProperty("label").GetString()).Select(p => p.GetProperty("score").GetSingle()).ToArray());
}
