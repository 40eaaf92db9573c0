namespace VitMlNet.Benchmarks.Scoring;

/// <summary>How long a new process takes to its first prediction, and the memory that it takes.</summary>
internal static class StartupBenchmark
{
    public static void Run(string architecture, int rounds)
    {
        BenchmarkModels files = BenchmarkModels.Prepare(architecture, 1);
        var results = new ResultTable();
        (string Name, string Way, string Model)[] ways =
        [
            ("stock chain, fp32, weights in the file", "stock", files.Embedded),
            ("stock chain, fp32, weights beside it", "stock", files.Fp32),
            ("ours, fp32", "ours", files.Fp32),
            ("ours, int8", "ours", files.Int8),
            ("ours, fp32, prepared", "prepared", files.Fp32),
            ("ours, int8, prepared", "prepared", files.Int8),
        ];
        foreach (string path in new[] { files.Fp32, files.Int8 })
            StartupProbe.PreparedBeside(path).Add(VitModel.Open(path));
        var probes = new List<(double Milliseconds, double Resident, double Peak, double Anonymous)>[ways.Length];
        for (int repeat = 0; repeat < rounds; repeat++)
        {
            for (int i = 0; i < ways.Length; i++)
                (probes[i] ??= []).Add(StartupProbe.Measure(ways[i].Way, ways[i].Model, files.Photos[0]));
        }

        results.AddValues("time to first prediction, ms", ways.Select((way, i) => (way.Name, Median(probes[i].Select(probe => probe.Milliseconds)))));
        results.AddValues("resident size, MB", ways.Select((way, i) => (way.Name, Median(probes[i].Select(probe => probe.Resident / 1e6)))));
        results.AddValues("anonymous memory, MB", ways.Select((way, i) => (way.Name, Median(probes[i].Select(probe => probe.Anonymous / 1e6)))));
        results.AddValues("peak resident size, MB", ways.Select((way, i) => (way.Name, Median(probes[i].Select(probe => probe.Peak / 1e6)))));
        results.Write($"startup-{architecture}", $"Time to the first prediction, and memory: {architecture}", $"startup {architecture} {rounds}", "Memory is in MB.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
