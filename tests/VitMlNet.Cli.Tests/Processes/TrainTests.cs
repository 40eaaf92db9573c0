using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed partial class TrainTests
{
    private static readonly string Demo = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    [TestMethod]
    [DataRow("lbfgs")]
    [DataRow("sdca")]
    [DataRow("lightgbm")]
    public void What_was_learnt_is_measured_saved_and_predicts_in_another_process(string trainer)
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 12);
        string pipeline = folder.File("colours.zip");
        string page = folder.File("report.html");
        ToolResult result = Run(folder, "train", photos, "--model", Demo, "--output", pipeline, "--trainer", trainer, "--report", page).Expect(0);
        StringAssert.Contains(result.Error, "36 photographs: 0 from the cache, 36 scored");
        StringAssert.Contains(result.ErrorLines[^1], $"wrote {pipeline} (");
        StringAssert.Contains(result.ErrorLines[^1], "learnt from all 36");
        Assert.AreEqual("accuracy  1.000  6 of 6 photographs", result.OutLines[0]);
        StringAssert.Contains(result.Out, "confusion matrix");
        StringAssert.Contains(File.ReadAllText(page), "learnt from all 36");

        ToolResult predicted = Run(folder, "predict", pipeline, photos, "--top", "3", "--format", "json").Expect(0);
        Assert.HasCount(36, predicted.OutLines);
        foreach (string line in predicted.OutLines)
        {
            JsonElement image = JsonDocument.Parse(line).RootElement;
            JsonElement[] predictions = [.. image.GetProperty("predictions").EnumerateArray()];
            CollectionAssert.AreEquivalent(ColouredPhotos.Classes, predictions.Select(p => p.GetProperty("label").GetString()).ToArray());
            Assert.AreEqual(Path.GetFileName(Path.GetDirectoryName(image.GetProperty("path").GetString())), predictions[0].GetProperty("label").GetString());
            Assert.AreEqual(1.0, predictions.Sum(p => p.GetProperty("score").GetDouble()), 1e-4);
        }
    }

    [TestMethod]
    public void An_application_needs_the_path_alone_and_gets_names()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 5);
        string pipeline = folder.File("colours.zip");
        Run(folder, "train", photos, "--model", Demo, "--output", pipeline, "--no-cache").Expect(0);

        var ml = new MLContext();
        ITransformer loaded = ml.Model.LoadVit(pipeline, out DataViewSchema schema);
        Assert.AreEqual("ImagePath", schema.Single().Name);
        using var engine = ml.Model.CreateVitPredictionEngine<Photo, Prediction>(loaded);
        Assert.AreEqual("green", engine.Predict(new Photo { ImagePath = Path.Combine(photos, "green", "0.png") }).PredictedLabel);
        (loaded as IDisposable)?.Dispose();
        Assert.IsFalse(Directory.Exists(Home(folder)), "--no-cache keeps nothing");
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_figures_from_the_cache()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 6);
        string[] arguments = ["train", photos, "--model", Demo, "--output", folder.File("a.zip"), "--seed", "3", "--format", "json", "--test-fraction", "0.5", "--no-refit"];
        ToolResult first = Run(folder, arguments).Expect(0);
        ToolResult second = Run(folder, arguments).Expect(0);
        StringAssert.Contains(second.Error, "18 photographs: 18 from the cache, 0 scored");
        StringAssert.Contains(second.ErrorLines[^1], "the saved classifier learnt from the other 9");
        Assert.AreEqual(Created().Replace(first.Out, ""), Created().Replace(second.Out, ""));
        JsonElement settings = JsonDocument.Parse(first.Out).RootElement.GetProperty("settings");
        Assert.AreEqual("9", settings.GetProperty("photographs for testing").GetString());
        Assert.AreEqual("3", settings.GetProperty("seed").GetString());
    }

    [TestMethod]
    public void A_bad_image_is_named_and_left_out()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 4);
        string bad = Path.Combine(photos, "red", "bad.jpg");
        File.WriteAllBytes(bad, [1, 2, 3]);
        string report = folder.File("r.json");
        ToolResult result = Run(folder, "train", photos, "--model", Demo, "--output", folder.File("a.zip"), "--report", report).Expect(1);
        StringAssert.Contains(result.Error, $"vitmlnet: {bad}: ");
        StringAssert.Contains(result.Error, "12 photographs: 0 from the cache, 12 scored");
        Assert.AreEqual(bad, JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("failed")[0].GetProperty("path").GetString());
        Assert.IsTrue(File.Exists(folder.File("a.zip")));
    }

    [TestMethod]
    public void Too_little_to_learn_from_is_an_error_before_and_after_the_photographs_are_read()
    {
        using var folder = new TemporaryFolder();
        string photos = folder.File("photos");
        ColouredPhotos.Write(photos, "green", 3);
        string[] arguments = ["train", photos, "--model", Demo, "--output", folder.File("a.zip")];
        StringAssert.Contains(Run(folder, arguments).Expect(2).ErrorLines.Single(), "at least two classes");

        ColouredPhotos.Write(photos, "red", 1);
        File.WriteAllBytes(Path.Combine(photos, "red", "bad.png"), [1, 2, 3]);
        ToolResult result = Run(folder, arguments).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines[^1], "at least two readable photographs of each class");
        Assert.IsFalse(File.Exists(folder.File("a.zip")));
    }

    [TestMethod]
    public void What_cannot_be_written_is_told_before_the_work()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 2);
        string file = folder.Write("file", []);
        foreach ((string[] more, string part) in new (string[], string)[]
        {
            (["--output", folder.File("absent/a.zip")], "does not exist"),
            (["--output", folder.File("a.zip"), "--report", folder.File("absent/r.html")], "does not exist"),
            (["--output", folder.File("a.zip"), "--cache", Path.Combine(file, "cache")], "cache"),
        })
        {
            string line = Run(folder, ["train", photos, "--model", Demo, .. more]).Expect(2).ErrorLines.Single();
            StringAssert.Contains(line, part);
        }

        CollectionAssert.AreEquivalent(new[] { "file", "photos" }, Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Where(name => name != "home").ToArray());
    }

    [TestMethod]
    public void A_killed_run_goes_on_where_it_was()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 80);
        string pipeline = folder.File("a.zip");
        string[] arguments = ["train", photos, "--model", Demo, "--output", pipeline, "--batch", "2"];
        using (Process process = ToolProcess.Start(Environment(folder), arguments))
        {
            WaitForFeatures(folder, process);
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        Assert.IsFalse(File.Exists(pipeline));
        ToolResult result = Run(folder, arguments).Expect(0);
        (int known, int scored) = Counts(result);
        Assert.AreEqual(240, known + scored);
        Assert.IsGreaterThan(0, known, result.Error);
        Assert.IsGreaterThan(0, scored, result.Error);
        Assert.IsTrue(File.Exists(pipeline));
        Assert.AreEqual((240, 0), Counts(Run(folder, arguments).Expect(0)));
    }

    [TestMethod]
    public void Ctrl_C_keeps_what_is_finished_and_leaves_nothing_else()
    {
        Interrupt.Require();
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 80);
        string pipeline = folder.File("a.zip");
        string[] arguments = ["train", photos, "--model", Demo, "--output", pipeline, "--batch", "2", "--report", folder.File("r.html")];
        using (Process process = ToolProcess.Start(Environment(folder), arguments))
        {
            WaitForFeatures(folder, process);
            Interrupt.Send(process);
            ToolProcess.Finish(process).Expect(130);
        }

        CollectionAssert.AreEquivalent(new[] { "home", "photos" }, Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).ToArray());
        (int known, int scored) = Counts(Run(folder, arguments).Expect(0));
        Assert.AreEqual(240, known + scored);
        Assert.IsGreaterThan(0, known);
    }

    private static string Home(TemporaryFolder folder) => folder.File("home");

    private static (string, string?)[] Environment(TemporaryFolder folder) => [("VITMLNET_HOME", Home(folder))];

    private static ToolResult Run(TemporaryFolder folder, params string[] arguments) => ToolProcess.Run(Environment(folder), arguments);

    /// <summary>Waits until the cache holds features of some photographs.</summary>
    private static void WaitForFeatures(TemporaryFolder folder, Process process)
    {
        while (!process.HasExited)
        {
            if (Directory.Exists(Home(folder)) && new DirectoryInfo(Home(folder)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0) > 8000)
                return;
            Thread.Sleep(5);
        }
    }

    private static (int Known, int Scored) Counts(ToolResult result)
    {
        Match match = Collected().Match(result.Error);
        Assert.IsTrue(match.Success, result.Error);
        return (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value));
    }

    [GeneratedRegex(@"\d+ photographs: (\d+) from the cache, (\d+) scored")]
    private static partial Regex Collected();

    [GeneratedRegex("\"created\": \"[^\"]*\"")]
    private static partial Regex Created();

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
    }
}
