using System.Globalization;
using BenchmarkDotNet.Running;
using VitMlNet.Benchmarks.Int8;
using VitMlNet.Benchmarks.Kernels;
using VitMlNet.Benchmarks.Preprocessing;
using VitMlNet.Benchmarks.Scoring;

namespace VitMlNet.Benchmarks;

/// <summary>Runs a benchmark by its name and writes its results to the folder <c>results</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["preprocessing", .. string[] rest]:
                PreprocessingBenchmark.Run(Rounds(rest, 60));
                return 0;
            case ["scoring", string architecture, .. string[] rest]:
                ScoringBenchmark.Run(architecture, Rounds(rest, 7));
                return 0;
            case ["startup", string architecture, .. string[] rest]:
                StartupBenchmark.Run(architecture, Rounds(rest, 7));
                return 0;
            case ["predictor", string architecture, .. string[] rest]:
                PredictorBenchmark.Run(architecture, Rounds(rest, 15));
                return 0;
            case ["entries", string architecture, .. string[] rest]:
                EntriesBenchmark.Run(architecture, Rounds(rest, 15));
                return 0;
            case ["int8", string architecture, .. string[] rest]:
                Int8Benchmark.Run(architecture, Rounds([.. rest.Take(1)], 7), rest.ElementAtOrDefault(1));
                return 0;
            case ["kernels", .. string[] rest]:
                BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks)]).Run(["--filter", "*", .. rest]);
                return 0;
            case [StartupProbe.Command, string way, string model, string photo]:
                StartupProbe.Run(way, model, photo);
                return 0;
            default:
                Console.Error.WriteLine(
                    "usage: dotnet run -c Release --project tests/VitMlNet.Benchmarks -- preprocessing [ROUNDS] | scoring "
                    + "ARCHITECTURE [ROUNDS] | startup ARCHITECTURE [ROUNDS] | predictor ARCHITECTURE|vit-demo [ROUNDS] | entries ARCHITECTURE|vit-demo [ROUNDS] | int8 ARCHITECTURE [ROUNDS] | kernels [OPTIONS of BenchmarkDotNet]");
                return 2;
        }
    }

    private static int Rounds(string[] rest, int byDefault) =>
        rest is [string rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : byDefault;
}
