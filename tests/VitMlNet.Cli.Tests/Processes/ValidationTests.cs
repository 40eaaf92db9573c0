using System.Text.Json;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>What <c>train</c> measures with: folds, several trainers, photographs of their own, manifests.</summary>
[TestClass]
public sealed class ValidationTests
{
    private static readonly string Demo = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    [TestMethod]
    public void Folds_test_each_photograph_once_and_trainers_are_compared_on_features_that_are_scored_once()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 8);
        string doubtful = folder.File("doubtful.csv");
        string wrong = Path.Combine(photos, "red", "wrong.png");
        ColouredPhotos.Write(folder.File("other"), "blue", 20);
        File.Copy(folder.File("other/blue/19.png"), wrong);
        string[] arguments =
        [
            "train", photos, "--model", Demo, "--output", folder.File("a.onnx"), "--folds", "4", "--trainer", "lbfgs", "sdca", "--no-cache", "--doubtful", doubtful, "--class-weights", "balanced",
        ];
        ToolResult result = ToolProcess.Run([.. arguments, "--format", "json"]).Expect(0);
        StringAssert.Contains(result.Error, "25 photographs: 0 from the cache, 25 scored");
        StringAssert.Contains(result.Error, "was chosen");
        JsonElement report = JsonDocument.Parse(result.Out).RootElement;
        Assert.AreEqual(25, report.GetProperty("photographs").GetInt32());
        Assert.AreEqual("4", report.GetProperty("settings").GetProperty("folds").GetString());
        Assert.AreEqual("balanced", report.GetProperty("settings").GetProperty("class weights").GetString());
        JsonElement[] trainers = [.. report.GetProperty("compared").EnumerateArray()];
        CollectionAssert.AreEqual(new[] { "lbfgs", "sdca" }, trainers.Select(trainer => trainer.GetProperty("name").GetString()).ToArray());
        foreach (JsonElement trainer in trainers)
            Assert.IsGreaterThan(0, trainer.GetProperty("spread").GetDouble());
        Assert.AreEqual(1, trainers.Count(trainer => trainer.GetProperty("chosen").GetBoolean()));

        string[] lines = File.ReadAllLines(doubtful);
        Assert.AreEqual("path,label,label_score,predicted,predicted_score", lines[0]);
        StringAssert.StartsWith(lines[1], $"{wrong},red,");
        StringAssert.Contains(lines[1], ",blue,");

        string table = ToolProcess.Run(arguments).Expect(0).Out;
        StringAssert.Contains(table, "±");
        StringAssert.Contains(table, "*  ");
    }

    [TestMethod]
    public void Photographs_of_their_own_are_tested_with_and_never_learnt_from()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 4);
        string test = folder.File("test");
        ColouredPhotos.Write(test, "green", 6);
        foreach (int known in Enumerable.Range(0, 4))
            File.Delete(Path.Combine(test, "green", $"{known}.png"));
        string file = folder.File("a.onnx");
        ToolResult result = ToolProcess.Run("train", photos, "--model", Demo, "--output", file, "--test", test).Expect(0);
        StringAssert.Contains(result.Out, "accuracy  1.000  2 of 2 photographs");
        StringAssert.Contains(result.ErrorLines[^1], "the saved classifier learnt from the other 12");
        StringAssert.Contains(ToolProcess.Run("inspect", file).Expect(0).Out, "trained on 12 photographs");

        ColouredPhotos.Write(test, "violet", 2);
        StringAssert.Contains(ToolProcess.Run("train", photos, "--model", Demo, "--output", file, "--test", test).Expect(2).ErrorLines[0], "'violet' is none of them");
        StringAssert.Contains(ToolProcess.Run("train", photos, "--model", Demo, "--output", file, "--test", photos).Expect(2).ErrorLines[0], "is also among");
    }

    [TestMethod]
    public void A_manifest_takes_the_place_of_folders()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 4);
        string[] paths = [.. Directory.GetFiles(photos, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string manifest = folder.File("list.csv");
        File.WriteAllLines(manifest, ["label,note,path", .. paths.Select(path => $"\"a {Path.GetFileName(Path.GetDirectoryName(path))}\",x,{Path.GetRelativePath(folder.Path, path)}")]);
        string file = folder.File("a.onnx");
        ToolProcess.Run("train", manifest, "--model", Demo, "--output", file).Expect(0);
        StringAssert.Contains(ToolProcess.Run("inspect", file).Expect(0).Out, "a blue, a green, a red");
        StringAssert.Contains(ToolProcess.Run("evaluate", manifest, "--model", file).Expect(0).Out, "accuracy  1.000  12 of 12 photographs");
    }

    [TestMethod]
    public void Copies_of_one_photograph_in_both_parts_are_named()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 6);
        string sample = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "samples", "images"), "*.png").Order(StringComparer.Ordinal).First();
        using (SKBitmap whole = SKBitmap.Decode(sample))
        {
            for (int copy = 0; copy < 4; copy++)
            {
                using SKBitmap small = whole.Resize(new SKSizeI(whole.Width / (copy + 2), whole.Height / (copy + 2)), SKFilterQuality.High);
                using SKData data = small.Encode(SKEncodedImageFormat.Jpeg, 80 - copy);
                File.WriteAllBytes(Path.Combine(photos, copy == 3 ? "blue" : "red", $"copy{copy}.jpg"), data.ToArray());
            }
        }

        ToolResult result = ToolProcess.Run("train", photos, "--model", Demo, "--output", folder.File("a.onnx"), "--folds", "5").Expect(0);
        StringAssert.Contains(result.Error, "look the same");
        StringAssert.Contains(result.Error, "have different classes");
        StringAssert.Contains(result.Error, "blue/copy3.jpg and red/copy");
    }

    [TestMethod]
    [DataRow("--folds is at least 2", "--folds", "1")]
    [DataRow("--test and --folds: give one of them", "--folds", "3", "--test", "x")]
    [DataRow("--no-refit: with --folds", "--folds", "3", "--no-refit")]
    public void Contradictions_are_refused(string part, params string[] more)
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(ToolProcess.Run(["train", folder.Path, "--output", folder.File("a.onnx"), .. more]).Expect(2).Error, part);
    }
}
