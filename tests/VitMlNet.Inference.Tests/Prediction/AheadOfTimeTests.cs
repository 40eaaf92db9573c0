using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using VitMlNet.Conversion;

namespace VitMlNet.Inference.Tests;

/// <summary>A program that is compiled ahead of time predicts as this one does.</summary>
[TestClass]
public sealed class AheadOfTimeTests(TestContext context)
{
    // Of the SDK and of the native linker, in that order.
    private static readonly string[] s_absences = ["NU1101", "NU1102", "NU1301", "Platform linker", "command not found", "NETSDK1207"];

    [TestMethod]
    [TestCategory("Long")]
    [Timeout(900_000)]
    public async Task A_native_executable_classifies_the_sample_images()
    {
        using var folder = new TemporaryFolder();
        string program = await PublishAsync(folder);
        string int8 = folder.File("int8.onnx");
        CheckpointConverter.Convert(Path.Combine(RepositoryPaths.Goldens, "tiny_r3.ckpt.npz"), int8, new ConversionOptions { Precision = VitPrecision.Int8 });
        string[] images = [.. VitImageFiles.Find(Path.Combine(RepositoryPaths.Root, "samples", "images")), folder.File("absent.jpg")];
        foreach (string model in new[] { Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx"), int8 })
        {
            (int exitCode, string output) = await RunAsync(program, [model, .. images], folder.Path);
            Assert.AreEqual(0, exitCode, output);
            string[] lines = output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            CollectionAssert.AreEqual(new[] { "compiled ahead of time", "Healthy" }, lines[..2]);
            using var predictor = new VitPredictor(VitModel.Open(model), new VitPredictorOptions { Session = { ThreadCount = 2 } });
            VitResult[] expected = await predictor.ClassifyManyAsync(images, context.CancellationToken).ToArrayAsync(context.CancellationToken);
            for (int i = 0; i < images.Length - 1; i++)
            {
                string[] words = lines[i + 2].Split(' ');
                float score = float.Parse(words[^1], CultureInfo.InvariantCulture);

                // The native compiler chooses narrower vectors, which round differently: half-way values become other bytes in an int8 model.
                if (model == int8)
                {
                    Assert.IsInRange(1f / expected[i].Value.Labels.Count, 1f, score);
                    continue;
                }

                Assert.AreEqual(expected[i].Value.Label, string.Join(' ', words[..^1]));
                Assert.AreEqual(expected[i].Value.Score, score, 1e-5f);
            }

            Assert.AreEqual(expected[^1].Error!.Message, lines[^1]);
        }
    }

    private async Task<string> PublishAsync(TemporaryFolder folder)
    {
        string output = folder.File("published");
        List<string> arguments =
        [
            "publish", Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.AotProbe"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "-p:PublishAot=true", "--artifacts-path", folder.File("artifacts"), "-o", output,
        ];
        if (OperatingSystem.IsLinux() && !IsOnPath("clang"))
        {
            if (!IsOnPath("gcc"))
                Assert.Inconclusive("needs clang or gcc to link a native executable");
            arguments.Add("-p:CppCompilerAndLinker=gcc");
        }

        (int exitCode, string log) = await RunAsync("dotnet", [.. arguments], RepositoryPaths.Root);
        if (exitCode != 0 && s_absences.FirstOrDefault(log.Contains) is { } absence)
            Assert.Inconclusive($"needs the compiler of native executables, which this machine lacks ({absence}): {log[^Math.Min(log.Length, 500)..]}");
        Assert.AreEqual(0, exitCode, log);
        Assert.DoesNotContain("warning IL", log);
        return Path.Combine(output, OperatingSystem.IsWindows() ? "VitMlNet.AotProbe.exe" : "VitMlNet.AotProbe");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(context.CancellationToken), errors = process.StandardError.ReadToEndAsync(context.CancellationToken);
        try
        {
            await process.WaitForExitAsync(context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        string written = await output;
        return (process.ExitCode, process.ExitCode == 0 ? written : written + await errors);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
