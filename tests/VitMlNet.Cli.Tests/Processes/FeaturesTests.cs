using System.Globalization;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class FeaturesTests
{
    private const int FeatureCount = 64;

    [TestMethod]
    public async Task TheThreeFormatsHoldTheSameFeatures()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        string[] good = TestPhotos.GoodIn(photos);
        foreach (string extension in new[] { "csv", "npy", "parquet" })
        {
            ToolResult result = ToolProcess.Run("features", photos, "--model", TinyModel.Model, "--output", folder.File("f." + extension)).Expect(1);
            Assert.AreEqual("", result.Out);
            Assert.HasCount(4, result.ErrorLines, "two bad images, a text file and the sum");
        }

        (int[] shape, float[] values) = NpyFile.Read(folder.File("f.npy"));
        CollectionAssert.AreEqual(new[] { 3, FeatureCount }, shape);
        CollectionAssert.AreEqual(good, File.ReadAllLines(folder.File("f.npy.paths.txt")));
        Assert.IsTrue(values.All(float.IsFinite));

        string[] lines = File.ReadAllLines(folder.File("f.csv"));
        Assert.HasCount(4, lines);
        Assert.AreEqual("path," + string.Join(',', Enumerable.Range(0, FeatureCount).Select(i => $"f{i}")), lines[0]);
        List<ParquetFile.Row> rows = await ParquetFile.ReadAsync(folder.File("f.parquet"));
        Assert.HasCount(3, rows);
        for (int i = 0; i < 3; i++)
        {
            float[] expected = values[(i * FeatureCount)..((i + 1) * FeatureCount)];
            string[] fields = lines[i + 1].Split(',');
            Assert.AreEqual(good[i], fields[0]);
            CollectionAssert.AreEqual(expected, fields.Skip(1).Select(field => float.Parse(field, CultureInfo.InvariantCulture)).ToArray());
            Assert.AreEqual(good[i], rows[i].Path);
            CollectionAssert.AreEqual(expected, rows[i].Features);
        }

        Assert.HasCount(5, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void AWrongModelLeavesTheOldFileAsItWas()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        string output = folder.File("f.csv");
        File.WriteAllText(output, "before");
        File.WriteAllText(folder.File("wrong.onnx"), "not a model");
        ToolProcess.Run("features", photos, "--model", folder.File("wrong.onnx"), "--output", output).Expect(2);
        Assert.AreEqual("before", File.ReadAllText(output));
        Assert.HasCount(3, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void AModelWithoutAHeadGivesFeaturesAndNoClasses()
    {
        using var folder = new TemporaryFolder();
        string photo = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder))[0];
        string model = folder.File("headless.onnx");
        CheckpointGenerator.Write(folder.File("headless.npz"), CheckpointConfiguration.Get("tiny_rstem") with { Classes = 0 });
        ToolProcess.Run("convert", folder.File("headless.npz"), "--output", model).Expect(0);
        ToolProcess.Run("features", photo, "--model", model, "--output", folder.File("f.csv")).Expect(0);
        ToolResult result = ToolProcess.Run("classify", photo, "--model", model).Expect(2);
        StringAssert.Contains(result.ErrorLines.Single(), "headless.onnx");
    }
}
