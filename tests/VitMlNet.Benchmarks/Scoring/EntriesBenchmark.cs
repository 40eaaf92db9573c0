namespace VitMlNet.Benchmarks.Scoring;

/// <summary>The same photographs through each entry, which all score through a predictor.</summary>
internal static class EntriesBenchmark
{
    private const int Callers = 8;

    public static void Run(string architecture, int rounds)
    {
        bool isDemo = architecture == BenchmarkModels.Demo;
        string[] photos = BenchmarkModels.PreparePhotos(architecture, isDemo ? 240 : 48);
        string modelPath = isDemo ? BenchmarkModels.DemoPath : BenchmarkModels.Prepare(architecture, photos.Length).Int8;
        using var own = new OwnPipeline(modelPath);
        using VitImageTransformer loaded = own.SaveAndLoad(Path.Combine(Path.GetDirectoryName(photos[0])!, "pipeline.zip"));
        using var predictor = new VitPredictor(VitModel.Open(modelPath));
        using WebSample web = WebSample.StartAsync(modelPath).GetAwaiter().GetResult();
        var timer = new InterleavedTimer();
        timer.Add("VitPredictor.ClassifyManyAsync", () => ClassifyManyAsync(predictor, photos).GetAwaiter().GetResult());
        timer.Add($"VitPredictor.ClassifyAsync, {Callers} callers", () => CallAsync(photos, photo => predictor.ClassifyAsync(photo)).GetAwaiter().GetResult());
        timer.Add("Transform", () => own.ScoreFolder(photos));
        timer.Add("Transform of a loaded pipeline", () => own.ScoreFolder(loaded, photos));
        timer.Add($"web sample, {Callers} callers", () => CallAsync(photos, web.ClassifyAsync).GetAwaiter().GetResult());
        timer.Add("tool", () => ToolRun.Classify(modelPath, photos));
        timer.Add("tool, twice the photographs", () => ToolRun.Classify(modelPath, [.. photos, .. photos]));

        List<Timing> timings = timer.Run(rounds);
        timings[^2] = new Timing("tool, without its start", [.. timings[^1].Times.Zip(timings[^2].Times, (twice, once) => twice - once)]);
        timings.RemoveAt(timings.Count - 1);
        var results = new ResultTable();
        results.Add("entries", timings, photos.Length, against: 0);
        results.Write(
            $"entries-{architecture}",
            $"{photos.Length} JPEG files (500 x 375) through each entry: {(isDemo ? "the demo model" : $"{architecture}, int8")}",
            $"entries {architecture} {rounds}",
            "The tool's start is left out: it is run with the photographs once and twice.");
    }

    private static async Task ClassifyManyAsync(VitPredictor predictor, string[] photos)
    {
        await foreach (VitResult result in predictor.ClassifyManyAsync(photos))
            _ = result.Value;
    }

    private static async Task CallAsync(string[] photos, Func<string, Task> classifyAsync)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (int photo = Interlocked.Increment(ref next); photo < photos.Length; photo = Interlocked.Increment(ref next))
                await classifyAsync(photos[photo]);
        }));
    }
}
