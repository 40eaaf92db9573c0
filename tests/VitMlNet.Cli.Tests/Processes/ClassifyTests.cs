using System.Globalization;
using System.Text.Json;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class ClassifyTests
{
    [TestMethod]
    public void JsonHasALineForEveryImageAndBadOnesTheirError()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        ToolResult result = ToolProcess.Run("classify", photos, "--model", TinyModel.Model, "--format", "json", "--top", "3").Expect(1);

        JsonElement[] lines = [.. result.OutLines.Select(line => JsonDocument.Parse(line).RootElement)];
        CollectionAssert.AreEqual(
            TestPhotos.GoodIn(photos).Concat(TestPhotos.BadIn(photos)).Order(StringComparer.Ordinal).ToArray(),
            lines.Select(line => line.GetProperty("path").GetString()).ToArray());
        JsonElement[] good = [.. lines.Where(line => line.TryGetProperty("predictions", out _))];
        CollectionAssert.AreEqual(TestPhotos.GoodIn(photos), good.Select(line => line.GetProperty("path").GetString()).ToArray());
        foreach (JsonElement predictions in good.Select(line => line.GetProperty("predictions")))
        {
            Assert.AreEqual(3, predictions.GetArrayLength());
            float[] scores = [.. predictions.EnumerateArray().Select(p => p.GetProperty("score").GetSingle())];
            CollectionAssert.AreEqual(scores.OrderDescending().ToArray(), scores);
            Assert.IsTrue(scores.All(score => score is > 0 and <= 1));
            Assert.IsTrue(predictions.EnumerateArray().All(p => p.GetProperty("index").GetInt32() is >= 0 and < 10));
        }

        foreach (string error in lines.Where(line => line.TryGetProperty("error", out _)).Select(line => line.GetProperty("error").GetString()!))
            Assert.IsGreaterThan(10, error.Length);
        CollectionAssert.AreEqual((string[])["vitmlnet: 1 file is not an image: .txt 1", "vitmlnet: 2 of 5 failed."], result.ErrorLines);
    }

    [TestMethod]
    [DataRow("table", "path ")]
    [DataRow("csv", "path,rank,index,label,score")]
    public void TextHasALineForEveryRankAndBadOnesAreNamedOnStandardError(string format, string header)
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        ToolResult result = ToolProcess.Run("classify", photos, "--model", TinyModel.Model, "--format", format, "--top", "2").Expect(1);

        StringAssert.StartsWith(result.OutLines[0], header);
        Assert.HasCount(1 + 3 * 2, result.OutLines);
        Assert.IsTrue(TestPhotos.GoodIn(photos).All(path => result.OutLines.Count(line => line.StartsWith(path, StringComparison.Ordinal)) == 2), result.Out);
        string[] bad = TestPhotos.BadIn(photos);
        Assert.HasCount(bad.Length + 2, result.ErrorLines);
        for (int i = 0; i < bad.Length; i++)
            StringAssert.StartsWith(result.ErrorLines[i], $"vitmlnet: {bad[i]}: ");
    }

    [TestMethod]
    public void AllScoresSumToOneAndTopMayExceedTheClasses()
    {
        using var folder = new TemporaryFolder();
        string photo = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder))[0];
        ToolResult result = ToolProcess.Run("classify", photo, "--model", TinyModel.Model, "--format", "csv", "--top", "99").Expect(0);
        Assert.AreEqual("", result.Error);
        Assert.HasCount(11, result.OutLines);
        Assert.AreEqual(1f, result.OutLines.Skip(1).Sum(line => float.Parse(line.Split(',')[4])), 1e-5f);
    }

    [TestMethod]
    public void TheBatchChangesNoResult()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        string[][] results = [.. new[] { "1", "2", "256" }.Select(batch =>
            ToolProcess.Run("classify", photos, "--model", TinyModel.Model, "--format", "csv", "--batch", batch).Expect(1).OutLines)];
        for (int i = 1; i < results.Length; i++)
        {
            Assert.HasCount(results[0].Length, results[i]);
            foreach ((string[] expected, string[] actual) in results[0].Skip(1).Zip(results[i].Skip(1), (a, b) => (a.Split(','), b.Split(','))))
            {
                CollectionAssert.AreEqual(expected[..4], actual[..4]);
                Assert.AreEqual(float.Parse(expected[4], CultureInfo.InvariantCulture), float.Parse(actual[4], CultureInfo.InvariantCulture), 1e-5f);
            }
        }
    }

    [TestMethod]
    public void AnOutputFileHoldsTheSameAsStandardOutput()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        string output = folder.File("results.csv");
        string[] command = ["classify", photos, "--model", TinyModel.Model];
        ToolResult toFile = ToolProcess.Run([.. command, "--output", output]).Expect(1);
        ToolResult toStream = ToolProcess.Run([.. command, "--format", "csv"]).Expect(1);
        Assert.AreEqual("", toFile.Out);
        Assert.AreEqual(toStream.Out, File.ReadAllText(output));
        CollectionAssert.AreEquivalent(new[] { photos, output }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void TheEnvironmentNamesTheModel()
    {
        using var folder = new TemporaryFolder();
        string photo = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder))[1];
        ToolResult result = ToolProcess.Run([("VITMLNET_MODEL", TinyModel.Model)], ["classify", photo, "--format", "json"]).Expect(0);
        Assert.HasCount(1, result.OutLines);
    }

    [TestMethod]
    public void PreprocessingChangesTheScores()
    {
        using var folder = new TemporaryFolder();
        string photo = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder))[0];
        string[] results = [.. new[] { "google", "timm", "mlnet" }.Select(preset =>
            ToolProcess.Run("classify", photo, "--model", TinyModel.Model, "--format", "csv", "--preprocessing", preset).Expect(0).Out)];
        CollectionAssert.AllItemsAreUnique(results);
    }

    [TestMethod]
    public void NoImagesAtAllIsWrongUsage()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = ToolProcess.Run("classify", folder.Path, "--model", TinyModel.Model).Expect(2);
        StringAssert.Contains(result.ErrorLines.Single(), "holds no image");
    }

    [TestMethod]
    public void AnAbsentImageFailsAndTheOthersAreScored()
    {
        using var folder = new TemporaryFolder();
        string photo = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder))[0];
        ToolResult result = ToolProcess.Run("classify", folder.File("absent.jpg"), photo, "--model", TinyModel.Model, "--format", "json").Expect(1);
        StringAssert.Contains(result.OutLines[0], "\"error\"");
        StringAssert.Contains(result.OutLines[1], "\"predictions\"");
    }
}
