using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Jobs.Tests.Cluster;

/// <summary>Worker processes, a real broker and a real store, and what may go wrong with them.</summary>
[TestClass]
public sealed class ClusterTests
{
    private const int Lease = 4;

    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    public async Task Each_photograph_is_scored_once_although_workers_die_and_one_photograph_kills()
    {
        Interrupt.Require();
        using var scene = new ClusterScene();
        using var poison = new PoisonServer();
        string[] photographs = scene.WritePhotographs(200);
        string[] all = [.. Enumerable.Repeat(photographs, 10).SelectMany(some => some)];
        all[777] = poison.Address;
        File.WriteAllLines(scene.File("list.txt"), all);
        scene.Run("job", "plan", "--paths-from", scene.File("list.txt"), "--model", "vit-demo", "--output", scene.JobAddress, "--shard-size", "50").Expect(0);
        scene.Run("job", "submit", scene.JobAddress, "--queue", scene.Queue).Expect(0);
        using (var workers = new Workers(3, scene.Queue, Lease, scene.Environment))
        {
            await scene.WaitForAsync(scene.JobAddress, 0.1);
            workers.Get(0).Kill();
            await scene.WaitForAsync(scene.JobAddress, 0.4);
            workers.Get(1).Kill();
            await scene.WaitForAsync(scene.JobAddress, 1);

            // A worker that is asked to end does so, and none of the others minds.
            using System.Diagnostics.Process left = workers.StartOther();
            await Task.Delay(500);
            Interrupt.SendTermination(left);
            Assert.IsTrue(left.WaitForExit(TimeSpan.FromSeconds(60)));
        }

        ToolResult finished = scene.Run("job", "finish", scene.JobAddress).Expect(1);
        StringAssert.Contains(finished.Out, "2000 of 2000 images verified, each once, in 40 parts; 1 have an error");
        PartRow bad = (await scene.ReadPartAsync(15))[27];
        Assert.AreEqual(poison.Address, bad.Address);
        StringAssert.Contains(bad.Error, "the process that scored it alone was lost, twice");
        Assert.IsGreaterThanOrEqualTo(2, poison.Killed, "two processes apart, after two workers that may have died of something else");
    }
}
