using System.Text.Json;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class EvaluateTests
{
    private static readonly string Demo = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    [TestMethod]
    public void Figures_are_those_of_classify()
    {
        using var folder = new TemporaryFolder();
        string photos = WriteClasses(folder, ("cat", 4), ("7", 2), ("Boat", 5), ("coffee_cup", 3));
        Dictionary<string, string> predicted = ToolProcess.Run("classify", photos, "--model", Demo, "--top", "1", "--format", "json").Expect(0).OutLines
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("path").GetString()!, line => line.GetProperty("predictions")[0].GetProperty("label").GetString()!);
        int right = predicted.Count(pair => pair.Value == ClassOf(pair.Key));

        ToolResult result = ToolProcess.Run("evaluate", photos, "--model", Demo, "--format", "json", "--top", "3", "--mistakes", "2").Expect(0);
        JsonElement report = JsonDocument.Parse(result.Out).RootElement;
        Assert.AreEqual(14, report.GetProperty("photographs").GetInt32());
        Assert.AreEqual(right, report.GetProperty("right").GetInt32());
        Assert.AreEqual(right / 14.0, report.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.AreEqual(3, report.GetProperty("top").GetProperty("count").GetInt32());
        JsonElement cat = report.GetProperty("classes").EnumerateArray().Single(c => c.GetProperty("label").GetString() == "cat");
        Assert.AreEqual(6, cat.GetProperty("support").GetInt32(), "'cat' and '7' are one class");
        Assert.AreEqual(7, cat.GetProperty("index").GetInt32());
        Assert.AreEqual(14, report.GetProperty("confusion").EnumerateArray().Sum(cell => cell.GetProperty("count").GetInt32()));
        JsonElement[] mistakes = [.. report.GetProperty("mistakes").EnumerateArray()];
        Assert.HasCount(Math.Min(2, 14 - right), mistakes);
        foreach (JsonElement mistake in mistakes)
        {
            string path = mistake.GetProperty("path").GetString()!;
            Assert.AreEqual(predicted[path], report.GetProperty("classes").EnumerateArray().Single(c => c.GetProperty("index").GetInt32() == mistake.GetProperty("predicted").GetInt32()).GetProperty("label").GetString());
        }
    }

    [TestMethod]
    public void Tables_go_to_standard_output_and_reports_to_files()
    {
        using var folder = new TemporaryFolder();
        string photos = WriteClasses(folder, ("cat", 2), ("boat", 2));
        string page = folder.File("report.html");
        string json = folder.File("report.json");
        ToolResult result = ToolProcess.Run("evaluate", photos, "--model", Demo, "--report", page, "--report", json).Expect(0);
        Assert.AreEqual("", result.Error);
        StringAssert.StartsWith(result.OutLines[0], "accuracy  ");
        StringAssert.StartsWith(result.OutLines[1], "top 5     ");
        StringAssert.Contains(result.Out, "confusion matrix");
        StringAssert.Contains(File.ReadAllText(page), "<title>Evaluation of vit-demo.onnx on photos</title>");
        Assert.AreEqual(4, JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("photographs").GetInt32());
        Assert.HasCount(3, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void What_is_left_out_is_named_and_gives_1()
    {
        using var folder = new TemporaryFolder();
        string photos = WriteClasses(folder, ("cat", 2), ("unicorn", 1), (".hidden", 1));
        File.WriteAllBytes(Path.Combine(photos, "cat", "bad.jpg"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(photos, "loose.png"), TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        Directory.CreateDirectory(Path.Combine(photos, "dog"));
        string json = folder.File("report.json");
        ToolResult result = ToolProcess.Run("evaluate", photos, "--model", Demo, "--report", json).Expect(1);
        StringAssert.Contains(result.Error, $"{Path.Combine(photos, "unicorn")}: no class of the model");
        StringAssert.Contains(result.Error, "1 images in it are in no subfolder");
        StringAssert.Contains(result.Error, $"{Path.Combine(photos, "cat", "bad.jpg")}: ");
        StringAssert.Contains(result.Error, $"{Path.Combine(photos, "dog")}: the folder holds no image");
        Assert.DoesNotContain("hidden", result.Error);
        StringAssert.Contains(result.Out, " of 2 photographs");
        StringAssert.Contains(result.Out, "2 photographs could not be read and are not counted.");
        JsonElement report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.AreEqual(2, report.GetProperty("failed").GetArrayLength());
        Assert.AreEqual(2, report.GetProperty("notes").GetArrayLength());
    }

    [TestMethod]
    public void ImageNet_folders_are_found_by_id_name_and_index()
    {
        using var folder = new TemporaryFolder();
        string photos = WriteClasses(folder, ("n01440764", 1), ("Great_White-Shark", 1), ("5", 1), ("n03126707", 1));
        JsonElement report = JsonDocument.Parse(ToolProcess.Run("evaluate", photos, "--model", TinyModel.ImageNet, "--format", "json").Expect(0).Out).RootElement;
        Assert.AreEqual(
            "tench, great white shark, electric ray, crane (n03126707)",
            string.Join(", ", report.GetProperty("classes").EnumerateArray().Where(c => c.GetProperty("support").GetInt32() == 1).Select(c => c.GetProperty("label").GetString())));
    }

    [TestMethod]
    public void A_name_of_two_classes_is_an_error()
    {
        using var folder = new TemporaryFolder();
        string photos = WriteClasses(folder, ("crane", 1));
        string line = ToolProcess.Run("evaluate", photos, "--model", TinyModel.ImageNet).Expect(2).ErrorLines.Single();
        StringAssert.Contains(line, "n02012849");
        StringAssert.Contains(line, "n03126707");
    }

    [TestMethod]
    [DataRow("absent", "there is no such folder")]
    [DataRow("file.txt", "this is a file")]
    [DataRow("empty", "it has no subfolders")]
    [DataRow("unknown", "no subfolder that names a class of the model ('unicorn' does not)")]
    [DataRow("bad", "none of its images could be read")]
    public void A_wrong_folder_is_an_error(string name, string part)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file.txt", []);
        Directory.CreateDirectory(folder.File("empty"));
        Directory.CreateDirectory(folder.File("unknown/unicorn"));
        Directory.CreateDirectory(folder.File("bad/cat"));
        folder.Write("bad/cat/a.jpg", [1, 2, 3]);
        string page = folder.File("report.html");
        ToolResult result = ToolProcess.Run("evaluate", folder.File(name), "--model", Demo, "--report", page).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines[^1], part);
        Assert.IsFalse(File.Exists(page));
    }

    [TestMethod]
    public void A_report_that_cannot_be_written_is_told_before_the_work()
    {
        using var folder = new TemporaryFolder();
        string photos = WriteClasses(folder, ("cat", 1));
        string json = folder.File("a.json");
        StringAssert.Contains(
            ToolProcess.Run("evaluate", photos, "--model", Demo, "--report", json, "--report", folder.File("absent/r.html")).Expect(2).ErrorLines.Single(), "does not exist");
        StringAssert.Contains(
            ToolProcess.Run("evaluate", photos, "--model", Demo, "--report", json, "--report", json).Expect(2).ErrorLines.Single(), "named twice");
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    private static string ClassOf(string path) => Path.GetFileName(Path.GetDirectoryName(path)!) switch
    {
        "7" => "cat",
        "coffee_cup" => "coffee cup",
        var name => name.ToLowerInvariant(),
    };

    private static string WriteClasses(TemporaryFolder parent, params (string Name, int Count)[] classes)
    {
        string photos = parent.File("photos");
        int seed = 0;
        foreach ((string name, int count) in classes)
        {
            Directory.CreateDirectory(Path.Combine(photos, name));
            for (int i = 0; i < count; i++)
                File.WriteAllBytes(Path.Combine(photos, name, $"{i}.png"), TestPhotos.Encode(SKEncodedImageFormat.Png, ++seed));
        }

        return photos;
    }
}
