using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks;

/// <summary>Where figures were measured: results are kept by machine and date.</summary>
internal static class Machine
{
    private const string Processors = "/proc/cpuinfo";

    public static string Description => string.Create(CultureInfo.InvariantCulture,
        $"{Processor}, {Environment.ProcessorCount} cores, vectors of {VitKernels.VectorBits} bits, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {DateTime.UtcNow:yyyy-MM-dd}.");

    /// <summary>The processor's name, where the system says it.</summary>
    private static string Processor => (File.Exists(Processors) ? File.ReadLines(Processors) : [])
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";

    /// <summary>Writes a report to <c>results/NAME-MACHINE-DATE.md</c> and to the console.</summary>
    public static void WriteReport(string name, string report)
    {
        string folder = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.Benchmarks", "results");
        Directory.CreateDirectory(folder);
        string file = string.Create(CultureInfo.InvariantCulture,
            $"{name}-{Processor.Replace(' ', '-')}-{VitKernels.VectorBits}bits-{DateTime.UtcNow:yyyy-MM-dd}.md");
        File.WriteAllText(Path.Combine(folder, file), report);
        Console.Write(report);
    }
}
