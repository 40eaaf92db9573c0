using System.Diagnostics;

namespace VitMlNet.Tests.Caching;

/// <summary>A cache that several processes use, that are killed, or find the disk full.</summary>
[TestClass]
public sealed class CacheProcessTests
{
    private const int Count = 60;

    [TestMethod]
    public void Processes_at_the_same_time_and_later_ones_share_a_cache()
    {
        using var scene = new CacheScene(Count);
        string[] expected = Expect(scene);
        using Process first = Start(scene);
        using Process second = Start(scene);
        string[][] outputs = [Read(first), Read(second)];
        foreach (string[] output in outputs)
            CollectionAssert.AreEqual(expected, output[..^1]);
        int scored = outputs.Sum(output => int.Parse(output[^1]["scored ".Length..]));
        Assert.IsInRange(Count, 2 * Count, scored);
        using Process third = Start(scene);
        CollectionAssert.AreEqual(expected.Append("scored 0").ToArray(), Read(third));
    }

    [TestMethod]
    public void A_killed_process_leaves_what_it_has_scored()
    {
        using var scene = new CacheScene(Count);
        string[] expected = Expect(scene);
        int before = 0;
        for (int kill = 1; kill <= 3; kill++)
        {
            using Process killed = Start(scene);
            for (int line = 0; line < 12 * kill; line++)
                Assert.AreEqual(expected[line], killed.StandardOutput.ReadLine());
            killed.Kill();
            killed.WaitForExit();
            using VitFeatureCache cache = scene.Open();
            CacheScene.AssertEqual(scene.Featurize(null).Features[..(12 * kill)], Found(scene, cache, 12 * kill));
            Assert.AreEqual(0, cache.Misses, "what was printed had been stored");
            before = 12 * kill;
        }

        using Process last = Start(scene);
        string[] output = Read(last);
        CollectionAssert.AreEqual(expected, output[..^1]);
        Assert.IsLessThanOrEqualTo(Count - before, int.Parse(output[^1]["scored ".Length..]));
    }

    [TestMethod]
    public void A_full_disk_is_told_and_what_was_stored_stays()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("needs a limit of the sizes of files, as Linux has it");
        using var scene = new CacheScene(Count);
        string[] expected = Expect(scene);
        // 60 records of 64 bytes do not go into the 2 KiB that each file may have.
        using (Process full = Start(scene, "trap '' XFSZ; ulimit -f 4; export DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0; exec \"$@\""))
        {
            string[] output = Read(full);
            Assert.IsInRange(10, Count - 1, output.Length - 1, string.Join("\n", output));
            CollectionAssert.AreEqual(expected[..(output.Length - 1)], output[..^1]);
            StringAssert.Contains(output[^1], "features cannot be stored");
            StringAssert.Contains(output[^1], "Free space on the disk");
        }

        using Process again = Start(scene);
        string[] later = Read(again);
        CollectionAssert.AreEqual(expected, later[..^1]);
        Assert.IsInRange(1, Count - 10, int.Parse(later[^1]["scored ".Length..]));
    }

    private static string[] Expect(CacheScene scene)
    {
        Array.Sort(scene.Paths, string.CompareOrdinal);
        return [.. scene.Featurize(null).Features.Select(row => BitConverter.SingleToInt32Bits(row[0]).ToString("x8"))];
    }

    private static float[][] Found(CacheScene scene, VitFeatureCache cache, int count)
    {
        Microsoft.ML.IDataView rows = scene.Context.Data.TakeRows(scene.Data, count);
        return scene.Featurize(rows, "ImagePath", new VitScoringOptions { BatchSize = 1, Cache = cache }).Features;
    }

    private static Process Start(CacheScene scene, string? shell = null)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(RepositoryPaths.Root, "tests", "VitMlNet.CacheProbe", "bin", configuration, "net10.0", "VitMlNet.CacheProbe.dll");
        string[] command = [.. shell is null ? [] : new[] { "sh", "-c", shell, "sh" }, "dotnet", program, scene.Model.Path,
            scene.Folder.File("cache"), scene.Folder.Path];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
    }

    private static string[] Read(Process process)
    {
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
