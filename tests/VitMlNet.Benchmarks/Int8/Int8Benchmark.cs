using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Int8;

/// <summary>
/// int8 against fp32, with VitMlNet's kernels and without, and against the machine's limit: bare ONNX Runtime over pixels that are
/// ready, all ways in turns.
/// </summary>
internal static class Int8Benchmark
{
    private const int Size = 224;

    /// <param name="architecture">A name of <see cref="CheckpointConfiguration"/>.</param>
    /// <param name="rounds">How often each way is timed.</param>
    /// <param name="earlier">An int8 model of an earlier version to compare with, or <see langword="null"/>.</param>
    public static void Run(string architecture, int rounds, string? earlier)
    {
        Int8Models models = Int8Models.Prepare(architecture);
        int cores = Environment.ProcessorCount;
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"# int8 against fp32: {architecture}").AppendLine();
        report.AppendLine(Machine.Description);
        report.AppendLine("The processor's time says more than the clock's where other work runs beside it.");
        report.AppendLine("Random weights; medians [least..most]. The ratios are those in the same round: to fp32, and to the whole-number products");
        report.AppendLine("(MatMulInteger) alone.").AppendLine();
        Compare(report, models, $"batch 4, {cores} runs of one thread at once", 4, 1, cores, rounds, earlier);
        Compare(report, models, "batch 1, all cores", 1, 0, 1, rounds, earlier);
        Machine.WriteReport($"int8-{architecture}", report.ToString());
    }

    private static void Compare(StringBuilder report, Int8Models models, string row, int batch, int threads, int callers, int rounds, string? earlier)
    {
        using OrtValue image = Image(batch);
        var inputs = new Dictionary<string, OrtValue> { ["image"] = image };
        string limit = Path.Combine(models.Folder, $"products-{batch}.onnx");
        Dictionary<string, OrtValue> activations = ProductsModel.Write(models.Int8, limit, image);
        List<(string Name, BareRun Run)> ways =
        [
            ("fp32", new BareRun(models.Fp32, false, threads, callers, inputs, "logits")),
            ("int8", new BareRun(models.Int8, true, threads, callers, inputs, "logits")),
            ("int8, standard operators", new BareRun(models.Int8, false, threads, callers, inputs, "logits")),
            ("its products alone", new BareRun(limit, false, threads, callers, activations)),
        ];
        if (earlier is not null)
            ways.Add(("int8 of the earlier version", new BareRun(earlier, false, threads, callers, inputs, "logits")));
        (double[][] times, double[][] processor) = Time([.. ways.Select(way => way.Run)], rounds);
        foreach ((_, BareRun run) in ways)
            run.Dispose();
        foreach (OrtValue value in activations.Values)
            value.Dispose();

        report.Append(CultureInfo.InvariantCulture, $"| {row} | ms an image | times as fast as fp32 | times the products alone ");
        report.AppendLine("| processor ms an image | times the products alone |");
        report.AppendLine("|---|---|---|---|---|---|");
        for (int i = 0; i < ways.Count; i++)
        {
            string milliseconds = Range([.. times[i].Select(time => time / (batch * callers))], "F1");
            string faster = Range([.. times[i].Select((time, round) => times[0][round] / time)], "F2");
            string products = Range([.. times[i].Select((time, round) => time / times[3][round])], "F2");
            string used = Range([.. processor[i].Select(time => time / (batch * callers))], "F1");
            string usedProducts = Range([.. processor[i].Select((time, round) => time / processor[3][round])], "F2");
            report.AppendLine(CultureInfo.InvariantCulture, $"| {ways[i].Name} | {milliseconds} | {faster} | {products} | {used} | {usedProducts} |");
        }

        report.AppendLine();
    }

    /// <summary>The least of two runs in each round: milliseconds by the clock, and of the processor.</summary>
    private static (double[][] Clock, double[][] Processor) Time(BareRun[] runs, int rounds)
    {
        const int Repeats = 2;
        double[][] clock = [.. runs.Select(_ => new double[rounds])];
        double[][] processor = [.. runs.Select(_ => new double[rounds])];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < runs.Length; i++)
            {
                // A session's threads spin for a while after a run, and would take cores from the next way.
                Thread.Sleep(20);
                (double least, double leastProcessor) = (double.MaxValue, double.MaxValue);
                for (int repeat = 0; repeat < Repeats; repeat++)
                {
                    TimeSpan used = Environment.CpuUsage.TotalTime;
                    long start = Stopwatch.GetTimestamp();
                    runs[i].Run();
                    least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    leastProcessor = Math.Min(leastProcessor, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
                }

                if (round >= 0)
                    (clock[i][round], processor[i][round]) = (least, leastProcessor);
            }
        }

        return (clock, processor);
    }

    private static string Range(double[] values, string format)
    {
        Array.Sort(values);
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(values[values.Length / 2])} [{Text(values[0])}..{Text(values[^1])}]";
    }

    private static OrtValue Image(int batch)
    {
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, batch * Size * Size * 3).Select(_ => 2 * random.NextSingle() - 1)];
        return OrtValue.CreateTensorValueFromMemory(pixels, [batch, Size, Size, 3]);
    }
}
