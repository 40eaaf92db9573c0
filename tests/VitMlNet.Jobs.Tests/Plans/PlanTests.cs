namespace VitMlNet.Jobs.Tests.Plans;

[TestClass]
public sealed class PlanTests
{
    [TestMethod]
    public async Task The_lists_have_each_photograph_in_its_place()
    {
        using var scene = new JobScene(images: 0);
        scene.Images = [.. Enumerable.Range(0, 25_003).Select(i => $"/photos/\"{i}\"\n.jpg")];
        VitJob job = await scene.PlanAsync(shardSize: 1500);
        Assert.AreEqual(17, job.Plan.ShardCount);
        Assert.AreEqual(6, job.Plan.ShardsPerList);
        Assert.AreEqual((24_000L, 1003), job.Plan.GetRange(16));

        VitJob opened = await VitJob.OpenAsync(scene.Store);
        Assert.AreEqual(job.Plan with { Model = opened.Plan.Model }, opened.Plan);
        var found = new List<string>();
        for (int shard = 0; shard < opened.Plan.ShardCount; shard++)
        {
            IReadOnlyList<string[]> list = await ShardLists.ReadAsync(opened.Store, opened.Plan, shard / opened.Plan.ShardsPerList, CancellationToken.None);
            found.AddRange(ShardLists.Find(opened.Store, opened.Plan, list, shard));
        }

        CollectionAssert.AreEqual(scene.Images, found);
    }

    [TestMethod]
    public async Task There_is_one_job_at_an_address()
    {
        using var scene = new JobScene();
        await scene.PlanAsync();
        VitJobException error = await Assert.ThrowsExactlyAsync<VitJobException>(() => scene.PlanAsync());
        StringAssert.Contains(error.Message, "there is a job already");
    }

    [TestMethod]
    public async Task Of_planners_side_by_side_one_has_the_job()
    {
        using var scene = new JobScene();
        Task<VitJob>[] plans = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => scene.PlanAsync()))];
        await ((Task)Task.WhenAll(plans)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        VitJob won = plans.Single(plan => plan.IsCompletedSuccessfully).Result;
        Assert.AreEqual(won.Plan.Id, (await VitJob.OpenAsync(scene.Store)).Plan.Id);
        await scene.ScoreAllAsync(won);
        Assert.AreEqual(10, (await won.FinishAsync()).ImageCount);
    }

    [TestMethod]
    public async Task Nothing_to_score_and_nothing_planned_are_errors()
    {
        using var scene = new JobScene(images: 0);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => scene.PlanAsync())).Message, "no photograph");
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => VitJob.OpenAsync(scene.Store))).Message, "there is no job");
    }

    [TestMethod]
    public async Task An_address_with_a_signature_is_refused_and_not_shown()
    {
        using var scene = new JobScene(images: 0) { Images = ["https://server/a.jpg?sig=SECRET"] };
        VitJobException error = await Assert.ThrowsExactlyAsync<VitJobException>(() => scene.PlanAsync());
        StringAssert.Contains(error.Message, "https://server/a.jpg");
        Assert.DoesNotContain("SECRET", error.Message);
        await Assert.ThrowsExactlyAsync<VitJobException>(() => VitJob.OpenAsync(scene.Store), "no job was made");
    }

    [TestMethod]
    [DataRow("{", "damaged")]
    [DataRow("{}", "damaged")]
    public async Task A_damaged_plan_is_named(string json, string word)
    {
        using var scene = new JobScene();
        Directory.CreateDirectory(scene.JobFolder);
        File.WriteAllText(Path.Combine(scene.JobFolder, "job.json"), json);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<VitJobException>(() => VitJob.OpenAsync(scene.Store))).Message, word);
    }

    [TestMethod]
    public async Task A_plan_of_a_later_format_names_its_version()
    {
        using var scene = new JobScene();
        await scene.PlanAsync();
        string path = Path.Combine(scene.JobFolder, "job.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"format\": 1", "\"format\": 2").Replace("\"libraryVersion\": \"", "\"libraryVersion\": \"7."));
        string message = (await Assert.ThrowsExactlyAsync<VitJobException>(() => VitJob.OpenAsync(scene.Store))).Message;
        StringAssert.Contains(message, "format is 2");
        StringAssert.Contains(message, "7.");
    }

    [TestMethod]
    public async Task Sources_are_folders_stores_and_single_photographs()
    {
        using var scene = new JobScene(images: 3);
        VitObjectStores stores = new VitObjectStores().Add("mem", _ => new FolderStore(Path.GetDirectoryName(scene.Images[0])!));
        var found = new List<string>();
        await foreach (string image in VitJobImages.FindAsync([Path.GetDirectoryName(scene.Images[0])!, "mem://c", "mem://c/x.jpg", "https://s/a.jpg",
            "photo1.png"], stores))
            found.Add(image);
        CollectionAssert.AreEquivalent(
            (string[])[.. scene.Images, "mem://c/photo0.png", "mem://c/photo1.png", "mem://c/photo2.png", "mem://c/x.jpg", "https://s/a.jpg",
                Path.GetFullPath("photo1.png")],
            found);
    }
}
