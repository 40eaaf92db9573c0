using System.Text.Json;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class SimilarTests
{
    private static readonly string Demo = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");

    [TestMethod]
    public void Photographs_of_the_same_colour_come_first_and_the_second_search_scores_nothing_again()
    {
        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, count: 4);
        string photo = Path.Combine(photos, "green", "2.png");
        ToolResult first = Run(folder, "similar", photos, photo, "--model", Demo, "--format", "json", "--top", "5").Expect(0);
        StringAssert.Contains(first.Error, "12 photographs: ");
        JsonElement result = JsonDocument.Parse(first.OutLines.Single()).RootElement;
        Assert.AreEqual(photo, result.GetProperty("path").GetString());
        JsonElement[] similar = [.. result.GetProperty("similar").EnumerateArray()];
        Assert.HasCount(5, similar);
        CollectionAssert.AreEquivalent(
            new[] { "0.png", "1.png", "3.png" }, similar.Take(3).Select(other => Path.GetFileName(other.GetProperty("path").GetString())).ToArray(), "the photograph itself is left out");
        Assert.IsTrue(similar.Take(3).All(other => Path.GetDirectoryName(other.GetProperty("path").GetString())!.EndsWith("green", StringComparison.Ordinal)));
        double[] cosines = [.. similar.Select(other => other.GetProperty("similarity").GetDouble())];
        CollectionAssert.AreEqual(cosines.OrderDescending().ToArray(), cosines);
        Assert.IsInRange(-1.0, 1.0, cosines[0]);

        // A copy under another name is another photograph, whose features are known all the same.
        string copy = folder.File("copy.png");
        File.Copy(photo, copy);
        ToolResult second = Run(folder, "similar", photos, copy, "--model", Demo, "--top", "1").Expect(0);
        StringAssert.Contains(second.Error, "12 photographs: 12 from the cache, 0 scored");
        Assert.AreEqual("rank  similarity  path", second.OutLines[0]);
        Assert.AreEqual($"1      1.0000  {photo}", second.OutLines[1]);
    }

    [TestMethod]
    public void Bad_images_are_named_and_the_others_found()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        string csv = folder.File("out.csv");
        ToolResult result = Run(folder, "similar", photos, TestPhotos.GoodIn(photos)[0], "--model", TinyModel.Model, "--output", csv, "--no-cache").Expect(1);
        foreach (string bad in TestPhotos.BadIn(photos))
            StringAssert.Contains(result.Error, $"vitmlnet: {bad}: ");
        Assert.AreEqual("", result.Out);
        string[] lines = File.ReadAllLines(csv);
        Assert.AreEqual("rank,similarity,path", lines[0]);
        CollectionAssert.AreEquivalent(TestPhotos.GoodIn(photos)[1..], lines[1..].Select(line => line.Split(',')[2]).ToArray());
        Assert.IsFalse(Directory.Exists(folder.File("home")));
    }

    [TestMethod]
    [DataRow("absent", "photo.png", "there is no such folder")]
    [DataRow("photo.png", "photos", "this is a file")]
    [DataRow("photos", "absent.png", "absent.png")]
    [DataRow("photos", "bad.jpg", "bad.jpg")]
    [DataRow("empty", "photo.png", "holds no image")]
    public void A_wrong_folder_or_photograph_is_an_error(string where, string photo, string part)
    {
        using var folder = new TemporaryFolder();
        ColouredPhotos.Write(folder.Path, "photos", 1);
        Directory.CreateDirectory(folder.File("empty"));
        File.Copy(folder.File("photos/0.png"), folder.File("photo.png"));
        folder.Write("bad.jpg", [1, 2, 3]);
        string output = folder.File("out.json");
        ToolResult result = Run(folder, "similar", folder.File(where), folder.File(photo), "--model", TinyModel.Model, "--output", output).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines[^1], part);
        Assert.IsFalse(File.Exists(output));
    }

    private static ToolResult Run(TemporaryFolder folder, params string[] arguments) =>
        ToolProcess.Run([("VITMLNET_HOME", folder.File("home"))], arguments);
}
