using System.Diagnostics;
using System.Globalization;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Scoring;

/// <summary>onnxruntime-node over the same model, where Node.js and the package are installed.</summary>
internal static class NodePeer
{
    /// <summary>Milliseconds an image, or <see langword="null"/> where the package is absent.</summary>
    public static double? Measure(string modelPath, int batch, int rounds)
    {
        string folder = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.Benchmarks", "Scoring", "Node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            Console.Error.WriteLine($"onnxruntime-node is left out: run `npm install --ignore-scripts` in {folder}");
            return null;
        }

        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (string argument in new[] { "score.js", modelPath, $"{batch}", $"{rounds}" })
            start.ArgumentList.Add(argument);
        using Process node = Process.Start(start)!;
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return node.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"node ended with exit code {node.ExitCode}.");
    }
}
