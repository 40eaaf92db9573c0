namespace VitMlNet.Jobs.Tests.Scoring;

[TestClass]
public sealed class ModelFetchTests
{
    [TestMethod]
    public async Task The_model_is_fetched_once_and_again_where_it_was_damaged()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        string folder = Path.Combine(VitMlNet.ModelFile.CacheHome.Folder, "job-models", job.Plan.Model.Files[0].Sha256);
        VitJobScorer[] scorers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => VitJobScorer.OpenAsync(job, scene.Stores))));
        foreach (VitJobScorer scorer in scorers)
            scorer.Dispose();
        string file = Path.Combine(folder, "tiny.onnx");
        CollectionAssert.AreEqual(File.ReadAllBytes(scene.ModelPath), File.ReadAllBytes(file));

        File.WriteAllBytes(file, new byte[job.Plan.Model.Files[0].Length]);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
        (await VitJobScorer.OpenAsync(job, scene.Stores)).Dispose();
        CollectionAssert.AreEqual(File.ReadAllBytes(scene.ModelPath), File.ReadAllBytes(file));
    }

    [TestMethod]
    public async Task A_job_whose_model_is_another_is_refused()
    {
        using var scene = new JobScene();
        VitJob job = await scene.PlanAsync();
        File.WriteAllBytes(Path.Combine(scene.JobFolder, "model", job.Plan.Model.Files[0].Sha256), [1, 2, 3]);
        string message = (await Assert.ThrowsExactlyAsync<VitJobException>(() => VitJobScorer.OpenAsync(job, scene.Stores))).Message;
        StringAssert.Contains(message, "tiny.onnx");
        StringAssert.Contains(message, job.Plan.Model.Files[0].Sha256);
    }
}
