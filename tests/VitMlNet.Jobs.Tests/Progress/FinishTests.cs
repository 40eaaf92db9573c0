namespace VitMlNet.Jobs.Tests.Progress;

[TestClass]
public sealed class FinishTests
{
    [TestMethod]
    public async Task A_missing_shard_is_named_and_no_manifest_written()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        await scene.ScoreAllAsync(job);
        File.Delete(scene.PartPath(1));
        string message = (await Assert.ThrowsExactlyAsync<VitJobException>(() => job.FinishAsync())).Message;
        StringAssert.Contains(message, "1 have no result yet: 1.");
        Assert.IsFalse(File.Exists(Path.Combine(scene.JobFolder, "manifest.json")));
        Assert.IsFalse((await job.GetStatusAsync()).IsFinished);

        await scene.ScoreAllAsync(job);
        Assert.AreEqual(10, (await job.FinishAsync()).Parts.Sum(part => part.Images));
        Assert.IsTrue((await job.GetStatusAsync()).IsFinished);
    }

    [TestMethod]
    public async Task The_part_of_another_shard_or_job_or_none_at_all_is_found()
    {
        using var scene = new JobScene(images: 12);
        VitJob job = await scene.PlanAsync();
        await scene.ScoreAllAsync(job);
        byte[] good = File.ReadAllBytes(scene.PartPath(1));
        File.Copy(scene.PartPath(0), scene.PartPath(1), overwrite: true);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => job.FinishAsync())).Message, "another job or shard");
        File.WriteAllBytes(scene.PartPath(1), good[..^20]);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => job.FinishAsync())).Message, "damaged");
        File.WriteAllBytes(scene.PartPath(1), good);
        await job.FinishAsync();
    }

    [TestMethod]
    public async Task A_row_too_few_too_many_twice_or_of_another_photograph_is_found()
    {
        using var scene = new JobScene(images: 4);
        VitJob job = await scene.PlanAsync();
        ScoredImage[] good = [.. scene.Images.Select((image, i) => new ScoredImage { Position = i, Address = image, Error = "none" })];
        foreach ((ScoredImage[] rows, string word) in new[]
        {
            (good[..3], "has 3 photographs"), ([.. good, good[3] with { Position = 4 }], "the shard ends"), ([good[0], good[1], good[1], good[3]], "row 2"),
            ([good[0], good[1] with { Address = "/other" }, good[2], good[3]], "/other"),
        })
        {
            using MemoryStream part = await PartWriter.WriteAsync(job.Plan, 0, rows);
            Directory.CreateDirectory(Path.GetDirectoryName(scene.PartPath(0))!);
            File.WriteAllBytes(scene.PartPath(0), part.ToArray());
            StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => job.FinishAsync())).Message, word);
        }
    }

    [TestMethod]
    public async Task A_failed_shard_is_shown_until_it_has_a_part_and_is_accepted_when_asked()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        await scene.ScoreAllAsync(job);
        byte[] part = File.ReadAllBytes(scene.PartPath(2));
        File.Delete(scene.PartPath(2));
        await job.RecordFailureAsync(new VitShardFailure(2, 5, "given up"));
        await job.RecordFailureAsync(new VitShardFailure(2, 5, "the disk is on fire"));
        await job.RecordFailureAsync(new VitShardFailure(0, 5, "it has a part"));
        VitJobStatus status = await job.GetStatusAsync();
        Assert.AreEqual("the disk is on fire", status.Failures.Single().Reason);
        Assert.IsTrue(status.IsOver);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => job.FinishAsync())).Message, "the disk is on fire");

        // A part that comes late counts.
        File.WriteAllBytes(scene.PartPath(2), part);
        Assert.IsEmpty((await job.GetStatusAsync()).Failures);
        File.Delete(scene.PartPath(2));
        VitJobManifest manifest = await job.FinishAsync(acceptFailures: true);
        Assert.AreEqual(2, manifest.Failures.Single().Shard);
        CollectionAssert.AreEqual((int[])[0, 1], manifest.Parts.Select(one => one.Shard).ToArray());
    }

    [TestMethod]
    public async Task The_rate_is_that_of_the_store_s_clock()
    {
        using var scene = new JobScene(images: 12);
        VitJob job = await scene.PlanAsync();
        Assert.IsNull((await job.GetStatusAsync()).ImagesPerSecond);
        await scene.ScoreAllAsync(job);
        File.Delete(scene.PartPath(2));
        var ancient = new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(scene.PartPath(0), ancient);
        File.SetLastWriteTimeUtc(scene.PartPath(1), ancient.AddSeconds(2));
        VitJobStatus status = await job.GetStatusAsync();
        Assert.AreEqual(2.0, status.ImagesPerSecond!.Value, 1e-6);
        Assert.AreEqual(2.0, status.TimeLeft!.Value.TotalSeconds, 1e-6);
        Assert.AreEqual((8L, 2), (status.DoneImages, status.DoneShards));
        Assert.IsFalse(status.IsOver);
    }
}
