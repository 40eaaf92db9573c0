using VitMlNet.Benchmarks.Preprocessing;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>What a predictor adds to ONNX Runtime by itself, and what combining concurrent calls brings.</summary>
internal static class PredictorBenchmark
{
    private const int Batch = 8;
    private const int Photos = 16;

    public static void Run(string architecture, int rounds)
    {
        string path = architecture == BenchmarkModels.Demo ? BenchmarkModels.DemoPath : BenchmarkModels.Prepare(architecture, Photos).Fp32;
        VitModel model = VitModel.Open(path);

        // Of the model's own size, so that reading them costs next to nothing and the predictor itself is measured.
        VitImageSource[] photos = [.. Enumerable.Range(0, Photos).Select(i => VitImageSource.FromImage(
            VitImage.Load(NaturalPicture.EncodeJpeg(model.Width, model.Height, 95, i))))];
        var results = new ResultTable();
        AgainstSession(model, photos, rounds, results);
        foreach (int callers in new[] { 1, 2, 8, 64 })
            CombinedCalls(model, photos, callers, rounds, results);
        results.Write(
            $"predictor-{architecture}",
            $"VitPredictor, with decoded pictures of the model's size: {architecture}",
            $"predictor {architecture} {rounds}",
            "");
    }

    private static void AgainstSession(VitModel model, VitImageSource[] photos, int rounds, ResultTable results)
    {
        using var predictor = new VitPredictor(model, new VitPredictorOptions { BatchSize = Batch });
        using var one = new RawSession(model.Path, 1, model.Height);
        using var batch = new RawSession(model.Path, Batch, model.Height);
        var single = new InterleavedTimer();
        single.Add("ONNX Runtime, pixels ready", () => one.Run(photos.Length));
        single.Add("Classify", () => Array.ForEach(photos, photo => predictor.Classify(photo)));
        single.Add("ClassifyAsync", () => ClassifyOneByOneAsync(predictor, photos).GetAwaiter().GetResult());
        results.Add("one call after the other", single.Run(rounds), photos.Length, against: 0);
        var many = new InterleavedTimer();
        many.Add("ONNX Runtime, batch 8, pixels ready", () => batch.Run(photos.Length / Batch));
        many.Add("ClassifyManyAsync, batch 8", () => ClassifyManyAsync(predictor, photos).GetAwaiter().GetResult());
        results.Add("many", many.Run(rounds), photos.Length, against: 0);
    }

    private static void CombinedCalls(VitModel model, VitImageSource[] photos, int callers, int rounds, ResultTable results)
    {
        using var apart = new VitPredictor(model, new VitPredictorOptions { BatchSize = Batch, CombineConcurrentCalls = false });
        using var combined = new VitPredictor(model, new VitPredictorOptions { BatchSize = Batch, CombineConcurrentCalls = true });
        int calls = Math.Max(photos.Length, callers);
        var timer = new InterleavedTimer();
        timer.Add("each call by itself", () => Call(apart, photos, callers, calls));
        timer.Add("combined", () => Call(combined, photos, callers, calls));
        results.Add($"{callers} callers", timer.Run(rounds), calls, against: 0);
    }

    private static void Call(VitPredictor predictor, VitImageSource[] photos, int callers, int calls)
    {
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            for (int call = Interlocked.Increment(ref next); call < calls; call = Interlocked.Increment(ref next))
                predictor.Classify(photos[call % photos.Length]);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static async Task ClassifyOneByOneAsync(VitPredictor predictor, VitImageSource[] photos)
    {
        foreach (VitImageSource photo in photos)
            await predictor.ClassifyAsync(photo);
    }

    private static async Task ClassifyManyAsync(VitPredictor predictor, VitImageSource[] photos)
    {
        await foreach (VitResult result in predictor.ClassifyManyAsync(photos))
            _ = result.Value;
    }
}
