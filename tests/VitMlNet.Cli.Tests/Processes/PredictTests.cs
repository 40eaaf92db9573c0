using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class PredictTests
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly Lazy<string> Pipeline = new(() => SavePipeline(Folder.File("dark.zip"), "Score"));

    [ClassCleanup]
    public static void Clean() => Folder.Dispose();

    [TestMethod]
    public void Classes_bad_images_and_formats_are_those_of_classify()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        ToolResult result = ToolProcess.Run("predict", Pipeline.Value, photos, "--format", "json").Expect(1);
        JsonElement[] lines = [.. result.OutLines.Select(line => JsonDocument.Parse(line).RootElement)];
        CollectionAssert.AreEqual(
            TestPhotos.GoodIn(photos).Concat(TestPhotos.BadIn(photos)).Order(StringComparer.Ordinal).ToArray(),
            lines.Select(line => line.GetProperty("path").GetString()).ToArray());
        foreach (JsonElement line in lines)
        {
            if (line.TryGetProperty("error", out JsonElement error))
            {
                CollectionAssert.Contains(TestPhotos.BadIn(photos), line.GetProperty("path").GetString());
                Assert.AreNotEqual("", error.GetString());
                continue;
            }

            JsonElement[] predictions = [.. line.GetProperty("predictions").EnumerateArray()];
            CollectionAssert.AreEquivalent(new[] { "dark", "light" }, predictions.Select(p => p.GetProperty("label").GetString()).ToArray());
            Assert.AreEqual(1.0, predictions.Sum(p => p.GetProperty("score").GetDouble()), 1e-4);
            Assert.IsGreaterThanOrEqualTo(predictions[1].GetProperty("score").GetDouble(), predictions[0].GetProperty("score").GetDouble());
        }

        string csv = folder.File("out.csv");
        ToolProcess.Run("predict", Pipeline.Value, photos, "--top", "1", "--output", csv).Expect(1);
        string[] rows = File.ReadAllLines(csv);
        Assert.AreEqual("path,rank,index,label,score", rows[0]);
        Assert.HasCount(4, rows);
    }

    [TestMethod]
    public void Many_photographs_keep_their_order()
    {
        using var folder = new TemporaryFolder();
        string[] photos = [.. Enumerable.Range(0, 40).Select(i => folder.Write($"{i}.png", TestPhotos.Encode(SKEncodedImageFormat.Png, i + 1)))];
        ToolResult together = ToolProcess.Run(["predict", Pipeline.Value, .. photos, "--format", "json"]).Expect(0);
        CollectionAssert.AreEqual(photos, together.OutLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()).ToArray());
        ToolResult alone = ToolProcess.Run("predict", Pipeline.Value, photos[31], "--format", "json").Expect(0);
        Assert.AreEqual(alone.OutLines[0], together.OutLines[31]);
    }

    [TestMethod]
    public void Evaluate_takes_a_pipeline_too()
    {
        using var folder = new TemporaryFolder();
        string photos = folder.File("photos");
        foreach ((string name, byte level) in new[] { ("dark", (byte)20), ("Light", (byte)230) })
        {
            Directory.CreateDirectory(Path.Combine(photos, name));
            for (byte i = 0; i < 3; i++)
                File.WriteAllBytes(Path.Combine(photos, name, $"{i}.png"), Plain((byte)(level + i)));
        }

        ToolResult result = ToolProcess.Run("evaluate", photos, "--model", Pipeline.Value).Expect(0);
        Assert.AreEqual("accuracy  1.000  6 of 6 photographs", result.OutLines[0]);
        StringAssert.Contains(
            ToolProcess.Run("evaluate", photos, "--model", Pipeline.Value, "--preprocessing", "timm").Expect(2).ErrorLines.Single(), "--preprocessing");
    }

    [TestMethod]
    [DataRow("absent.zip", "there is no such file")]
    [DataRow("folder", "this is a folder")]
    [DataRow("text.zip", "text.zip")]
    [DataRow("checkpoint.npz", "vitmlnet convert")]
    [DataRow("renamed-checkpoint.zip", "vitmlnet convert")]
    [DataRow("model.onnx", "vitmlnet classify PATH --model")]
    [DataRow("no-score.zip", "a column 'Score'")]
    [DataRow("other.zip", "VitClassifyImage or VitFeaturizeImage is expected")]
    public void A_wrong_pipeline_is_named_in_one_line(string name, string part)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("folder"));
        folder.Write("text.zip", "text"u8.ToArray());
        File.Copy(TinyModel.Checkpoint, folder.File("checkpoint.npz"));
        File.Copy(TinyModel.Checkpoint, folder.File("renamed-checkpoint.zip"));
        File.Copy(TinyModel.Model, folder.File("model.onnx"));
        SavePipeline(folder.File("no-score.zip"), "Points");
        SaveOther(folder.File("other.zip"));
        string photo = folder.Write("a.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        ToolResult result = ToolProcess.Run("predict", folder.File(name), photo).Expect(2);
        Assert.AreEqual("", result.Out);
        string line = result.ErrorLines.Single();
        StringAssert.Contains(line, name);
        StringAssert.Contains(line, part);
    }

    /// <summary>A pipeline that tells dark pictures from light ones, with the scores in a column of this name.</summary>
    private static string SavePipeline(string path, string scores)
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        Photo[] photos =
        [
            .. Enumerable.Range(0, 8).Select(i => new Photo
            {
                ImagePath = folder.Write($"{i}.png", Plain((byte)(i < 4 ? 10 + i : 220 + i))),
                Label = i < 4 ? "dark" : "light",
            }),
        ];
        IDataView data = ml.Data.LoadFromEnumerable(photos);
        IEstimator<ITransformer> pipeline = ml.Transforms.VitFeaturizeImage("Features", VitModel.Open(TinyModel.Model), "ImagePath")
            .AppendCacheCheckpoint(ml)
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        if (scores != "Score")
            pipeline = pipeline.Append(ml.Transforms.CopyColumns(scores, "Score")).Append(ml.Transforms.SelectColumns(scores));
        ITransformer trained = pipeline.Fit(data);
        ml.Model.SaveVit(trained, data.Schema, path);
        (trained as IDisposable)?.Dispose();
        return path;
    }

    private static void SaveOther(string path)
    {
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable([new Numbers { X = 1 }]);
        ml.Model.Save(ml.Transforms.CopyColumns("Y", "X").Fit(data), data.Schema, path);
    }

    private static byte[] Plain(byte level)
    {
        using var bitmap = new SKBitmap(40, 40);
        bitmap.Erase(new SKColor(level, level, level));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Numbers
    {
        public float X { get; set; }
    }
}
