namespace VitMlNet.Benchmarks.Scoring;

/// <summary>From JPEG files to scores: ours against ML.NET's stock chain and against ONNX Runtime by itself, all in one run.</summary>
internal static class ScoringBenchmark
{
    private const int Photos = 32;
    private const int Batch = 8;
    private const int BatchOnEachCore = 4;

    public static void Run(string architecture, int rounds)
    {
        BenchmarkModels files = BenchmarkModels.Prepare(architecture, Photos);
        var results = new ResultTable();
        Folder(files, rounds, results);
        SingleImages(files, rounds, results);
        BatchesAndThreads(files, rounds, results);
        results.Write(
            $"scoring-{architecture}",
            $"From JPEG files (500 x 375) to scores: {architecture}",
            $"scoring {architecture} {rounds}",
            "");
    }

    private static void Folder(BenchmarkModels files, int rounds, ResultTable results)
    {
        using var stock = new StockPipeline(files.Fp32);
        using var fp32 = new OwnPipeline(files.Fp32);
        using var int8 = new OwnPipeline(files.Int8);
        using var int8OneSession = new OwnPipeline(files.Int8, Batch, threads: Environment.ProcessorCount);
        using var rawFp32 = new RawSession(files.Fp32, Batch);
        using var rawInt8 = new RawSession(files.Int8, BatchOnEachCore, threads: 1);
        var timer = new InterleavedTimer();
        timer.Add("stock chain, fp32", () => stock.ScoreFolder(files.Photos));
        timer.Add("ours, fp32", () => fp32.ScoreFolder(files.Photos));
        timer.Add("ours, int8", () => int8.ScoreFolder(files.Photos));
        timer.Add("ours, int8, batches of 8 with all threads", () => int8OneSession.ScoreFolder(files.Photos));
        timer.Add("ONNX Runtime, fp32, batch 8, pixels ready", () => rawFp32.Run(Photos / Batch));
        timer.Add("ONNX Runtime with the kernels, int8, a batch of 4 on each core, pixels ready", () => rawInt8.RunOnEachCore(Photos / BatchOnEachCore));
        List<Timing> timings = timer.Run(rounds);
        results.Add("folder", timings, Photos, against: 0);
        List<(string Name, double Value)> peers = [("ours, fp32, from JPEG files", timings[1].Median / Photos)];
        if (NodePeer.Measure(files.Fp32, Batch, rounds) is { } node)
            peers.Add(("onnxruntime-node, fp32, batch 8, pixels ready", node));
        results.AddValues("peers", peers);
        results.Add("overhead, int8", [timings[5], timings[2]], Photos, against: 0);
    }

    private static void SingleImages(BenchmarkModels files, int rounds, ResultTable results)
    {
        using var stock = new StockPipeline(files.Fp32);
        using var fp32 = new OwnPipeline(files.Fp32);
        using var int8 = new OwnPipeline(files.Int8);
        var timer = new InterleavedTimer();
        timer.Add("stock chain, fp32", () => stock.Predict(files.Photos[0]));
        timer.Add("ours, fp32", () => fp32.Predict(files.Photos[0]));
        timer.Add("ours, int8", () => int8.Predict(files.Photos[0]));
        results.Add("PredictionEngine", timer.Run(rounds * 4), 1, against: 0);
    }

    private static void BatchesAndThreads(BenchmarkModels files, int rounds, ResultTable results)
    {
        var pipelines = new List<OwnPipeline>();
        var timer = new InterleavedTimer();
        foreach (int batch in new[] { 1, 2, 4, 8 })
            Add(batch, 1);
        Add(Batch, Environment.ProcessorCount);
        results.Add("int8, batch and threads", timer.Run(rounds), Photos, against: 0);
        pipelines.ForEach(pipeline => pipeline.Dispose());

        void Add(int batch, int? threads)
        {
            var pipeline = new OwnPipeline(files.Int8, batch, threads);
            pipelines.Add(pipeline);
            timer.Add($"ours, int8, batch {batch}{(threads is null ? "" : $", threads {threads}")}", () => pipeline.ScoreFolder(files.Photos));
        }
    }
}
