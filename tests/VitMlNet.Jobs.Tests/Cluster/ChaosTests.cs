using System.Diagnostics;
using System.Globalization;
using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>Everything that may go wrong at once; by hand, since 100,000 scorings take a quarter of an hour.</summary>
[TestClass]
public sealed class ChaosTests
{
    private const int Lease = 10;
    private const int ShardSize = 100;

    private const string Variable = "VITMLNET_CHAOS_IMAGES";

    private static readonly int Images = int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "0", CultureInfo.InvariantCulture);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [TestCategory("Long")]
    public async Task Each_photograph_is_scored_once_whatever_dies()
    {
        if (Images == 0)
            Assert.Inconclusive($"It runs by hand: set {Variable} to the number of scorings, 100000 for all.");
        Interrupt.Require();
        using var scene = new ClusterScene();
        using var poison = new PoisonServer();
        string[] photographs = scene.WritePhotographs(1000);
        string[] all = [.. Enumerable.Range(0, Images).Select(i => photographs[i % photographs.Length])];
        double ideal = await MeasureAsync(scene, all[..(Images / 10)]) * 10;
        all[Images / 3] = poison.Address;
        Plan(scene, scene.JobAddress, all);

        _clock.Restart();
        using (var workers = new Workers(3, scene.Queue, Lease, scene.Environment))
        {
            using var end = new CancellationTokenSource();
            Task kills = KillAsync(workers, end.Token);
            await MakeTroubleAsync(scene, workers);
            await EndAsync(scene);
            await end.CancelAsync();
            await kills;
            Say($"over: {_clock.Elapsed.TotalSeconds:0} s, and {ideal:0} s without any trouble; {workers.Starts} starts of workers, "
                + $"{workers.Log.Count(line => line.Contains("was done already"))} shards found done, "
                + $"{workers.Log.Count(line => line.Contains("was faster"))} races lost, "
                + $"{workers.Log.Count(line => line.Contains("Trying again"))} calls of the store tried again, {poison.Killed} processes ended by the "
                + $"photograph");
        }

        ToolResult finished = scene.Run("job", "finish", scene.JobAddress).Expect(1);
        Say(finished.Out.Trim());
        StringAssert.Contains(finished.Out, $"{Images} of {Images} images verified, each once, in {Images / ShardSize} parts; 1 have an error");
        await CountAsync(scene, all, poison.Address);
    }

    private static void Plan(ClusterScene scene, string address, string[] images)
    {
        File.WriteAllLines(scene.File("list.txt"), images);
        scene.Run("job", "plan", "--paths-from", scene.File("list.txt"), "--model", "vit-demo", "--output", address, "--shard-size", $"{ShardSize}").Expect(0);
        scene.Run("job", "submit", address, "--queue", scene.Queue).Expect(0);
    }

    // The same workers, and nothing that goes wrong.
    private async Task<double> MeasureAsync(ClusterScene scene, string[] images)
    {
        string address = ClusterScene.AddressOf("ideal");
        Plan(scene, address, images);
        using var workers = new Workers(3, scene.Queue, Lease, scene.Environment);
        await scene.WaitForAsync(address, 1);
        double seconds = images.Length / scene.GetStatus(address).GetProperty("imagesPerSecond").GetDouble();
        Say($"without trouble: {images.Length / seconds:0} images/s");
        return seconds;
    }

    private async Task KillAsync(Workers workers, CancellationToken token)
    {
        var random = new Random(1);
        int count = 0;
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), token);
                workers.Get(random.Next(3)).Kill();
                count++;
            }
        }
        catch (OperationCanceledException)
        {
            Say($"{count} workers killed");
        }
    }

    private async Task MakeTroubleAsync(ClusterScene scene, Workers workers)
    {
        await scene.WaitForAsync(scene.JobAddress, 0.1);
        scene.Broker.Kill();
        await Task.Delay(3000);
        scene.Broker.Start();
        Say("broker killed");

        await scene.WaitForAsync(scene.JobAddress, 0.2);
        await scene.Proxy.CutAsync(TimeSpan.FromSeconds(10));
        Say("store unreachable for 10 s");

        string other = scene.File("other.onnx");
        new TinyModel().Write(other);
        using Process wrong = workers.StartOther("--model", other);
        using SmallDisk? disk = SmallDisk.TryMount(scene.File("small"));
        using Process full = workers.StartOther([("VITMLNET_HOME", scene.File("small"))]);

        await scene.WaitForAsync(scene.JobAddress, 0.4);
        scene.Broker.Kill();
        Directory.Delete(scene.BrokerFolder, recursive: true);
        scene.Broker.Start();
        scene.Run("job", "submit", scene.JobAddress, "--queue", scene.Queue).Expect(0);
        Say("broker killed, its data deleted, job submitted again");

        using Process slow = workers.StartOther();
        await scene.WaitForAsync(scene.JobAddress, 0.5);
        await Signal.HoldAsync(slow, TimeSpan.FromSeconds(2 * Lease));
        Say("a worker held for two leases");

        using Process brief = workers.StartOther("--lease", "1");
        await scene.WaitForAsync(scene.JobAddress, 0.7);
        Say("a lease of 1 s");
        LeaveNow(slow, brief);

        Assert.IsTrue(wrong.WaitForExit(60_000), "a worker with another model ends");
        Assert.AreEqual(2, wrong.ExitCode);
        Assert.IsTrue(workers.Log.Any(line => line.StartsWith($"{wrong.Id}: ") && line.Contains("is another")));
        if (disk is null)
            Say("no small disk could be mounted: the worker with a full disk had a large one");
        else
            Assert.IsTrue(full.WaitForExit(60_000) && full.ExitCode == 2 && workers.Log.Any(line => line.StartsWith($"{full.Id}: "
                + $"") && line.Contains("Free some space")));
        if (!full.HasExited)
            full.Kill();
        Say($"another model: exit code {wrong.ExitCode}; full disk: {(disk is null ? "not tried" : "exit code 2")}");
    }

    // One of them may have met the photograph that kills; the others end by themselves.
    private void LeaveNow(params Process[] leaving)
    {
        Process[] running = [.. leaving.Where(worker => !worker.HasExited)];
        long asked = Stopwatch.GetTimestamp();
        foreach (Process worker in running)
            Interrupt.SendTermination(worker);
        Assert.IsTrue(running.All(worker => worker.WaitForExit(60_000)));
        Say($"{running.Length} workers left within {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s, exit codes "
            + $"{string.Join(' ', running.Select(worker => worker.ExitCode))}");
    }

    // What an operator does with shards that nobody works at any more.
    private async Task EndAsync(ClusterScene scene)
    {
        int last = -1;
        for (long since = Stopwatch.GetTimestamp(); ;)
        {
            System.Text.Json.JsonElement status = scene.GetStatus(scene.JobAddress);
            if (status.GetProperty("doneShards").GetInt32() == status.GetProperty("shards").GetInt32())
                return;
            int done = status.GetProperty("doneShards").GetInt32();
            if (done != last)
                (last, since) = (done, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(2))
            {
                Say("no progress for two minutes: submitted again");
                scene.Run("job", "submit", scene.JobAddress, "--queue", scene.Queue).Expect(0);
                since = Stopwatch.GetTimestamp();
            }

            await Task.Delay(1000);
        }
    }

    // Again, without the library: each position once, with its address.
    private async Task CountAsync(ClusterScene scene, string[] all, string poison)
    {
        var seen = new bool[all.Length];
        for (int shard = 0; shard < all.Length / ShardSize; shard++)
        {
            foreach (PartRow row in await scene.ReadPartAsync(shard))
            {
                Assert.IsFalse(seen[row.Position], $"photograph {row.Position} is there twice");
                seen[row.Position] = true;
                Assert.AreEqual(all[row.Position], row.Address);
                Assert.AreEqual(row.Address == poison, row.Error is not null, row.Error);
            }
        }

        Assert.IsTrue(seen.All(one => one));
        Say("counted again: each once");
    }

    private void Say(string text)
    {
        string line = $"{_clock.Elapsed.TotalSeconds:0} s: {text}";
        File.AppendAllText(Path.Combine(TestContext.TestRunResultsDirectory ?? Path.GetTempPath(), "chaos.txt"), line + "\n");
    }
}
