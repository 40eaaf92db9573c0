using System.Diagnostics;
using System.Globalization;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>Time to the first prediction and memory, each in a process of its own.</summary>
internal static class StartupProbe
{
    public const string Command = "startup-probe";

    /// <summary>The folder of prepared models beside a model.</summary>
    public static VitPreparedModels PreparedBeside(string modelPath) => VitPreparedModels.Open(Path.Combine(Path.GetDirectoryName(modelPath)!, "prepared"));

    /// <summary>Runs in the child: opens a pipeline, predicts, and prints milliseconds and bytes.</summary>
    public static void Run(string way, string modelPath, string photo)
    {
        long start = Stopwatch.GetTimestamp();
        Action<string> predict = way switch
        {
            "stock" => new StockPipeline(modelPath).Predict,
            "prepared" => new OwnPipeline(modelPath, prepared: PreparedBeside(modelPath)).Predict,
            _ => new OwnPipeline(modelPath).Predict,
        };
        predict(photo);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        for (int i = 0; i < 4; i++)
            predict(photo);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{milliseconds} {process.WorkingSet64} {process.PeakWorkingSet64} {AnonymousBytes()}"));
    }

    /// <summary>The resident memory that no file is behind, where the system says it; else 0.</summary>
    private static long AnonymousBytes()
    {
        const string Status = "/proc/self/status";
        string? line = (File.Exists(Status) ? File.ReadLines(Status) : []).FirstOrDefault(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Starts the child, and gives what it printed.</summary>
    public static (double Milliseconds, double Resident, double Peak, double Anonymous) Measure(string way, string modelPath, string photo)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(StartupProbe).Assembly.Location);
        foreach (string argument in new[] { Command, way, modelPath, photo })
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"The probe '{way}' ended with exit code {child.ExitCode}.");
        double[] numbers = [.. output.Trim().Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
