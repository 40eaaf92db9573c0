using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Cli.Tests.Scoring;

[TestClass]
public sealed class ScoringRunTests
{
    [TestMethod]
    public async Task Good_images_are_passed_on_in_order_and_bad_ones_are_named_once()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        ImageFiles images = ImageFiles.Find([photos, folder.File("absent")], default);
        using var predictor = new VitPredictor(VitModel.Open(TinyModel.Model), PredictorSettings.For(6, batchSize: 2));
        var good = new List<string>();
        var bad = new List<string>();
        var run = new ScoringRun(new ToolConsole(), images) { Bad = (path, error) => AddBad(bad, path, error) };
        Assert.AreEqual(ExitCodes.SomeImagesFailed, await run.ClassifyAsync(predictor, (path, result) => Add(good, path, result.Scores.Length), default));
        CollectionAssert.AreEqual(TestPhotos.GoodIn(photos), good);
        CollectionAssert.AreEqual((string[])[.. TestPhotos.BadIn(photos), folder.File("absent")], bad);
        CollectionAssert.AreEqual(bad, run.Failures.Select(failure => failure.Path).ToArray());
    }

    [TestMethod]
    public async Task Cancelling_ends_the_work_and_leaves_the_predictor_usable()
    {
        using var folder = new TemporaryFolder();
        string photo = folder.Write("photo.png", TestPhotos.Encode(SkiaSharp.SKEncodedImageFormat.Png, 1));
        using var predictor = new VitPredictor(VitModel.Open(TinyModel.Model), PredictorSettings.For(1000, batchSize: 4));
        for (int taken = 0; taken < 10; taken++)
        {
            using var source = new CancellationTokenSource();
            int count = 0;
            var run = new ScoringRun(new ToolConsole(), ImageFiles.Of(Enumerable.Repeat(photo, 1000)));
            int last = taken;
            await Assert.ThrowsAsync<OperationCanceledException>(() => run.FeaturizeAsync(predictor, (_, _) => CancelAt(source, last, ref count), source.Token));
            Assert.AreEqual(last + 1, count);
        }

        var whole = new ScoringRun(new ToolConsole(), ImageFiles.Of(Enumerable.Repeat(photo, 9)));
        Assert.AreEqual(ExitCodes.Success, await whole.FeaturizeAsync(predictor, (_, features) => Assert.HasCount(64, features), default));
    }

    private static void Add(List<string> good, string path, int classes)
    {
        Assert.AreEqual(10, classes);
        good.Add(path);
    }

    private static bool AddBad(List<string> bad, string path, string error)
    {
        Assert.DoesNotContain(path, error);
        bad.Add(path);
        return true;
    }

    private static void CancelAt(CancellationTokenSource source, int last, ref int count)
    {
        if (count++ == last)
            source.Cancel();
    }
}
