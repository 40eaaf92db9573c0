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
    public async Task A_model_of_another_tool_is_understood_on_all_machines_as_it_was_when_the_job_was_planned()
    {
        using var scene = new JobScene();
        using var folder = new TemporaryFolder();
        string path = new OtherExport { Features = "pooled" }.Write(folder.File("model.onnx"));
        File.WriteAllText(folder.File("labels.txt"), "one\ntwo\nthree\nfour\nfive\n");
        VitModel model = VitModel.Open(path, new VitModelOptions { Preprocessing = VitPreprocessing.Timm });
        VitJob job = await VitJob.PlanAsync(scene.Store, model, JobScene.ToAsync(scene.Images));
        using VitJobScorer scorer = await VitJobScorer.OpenAsync(await VitJob.OpenAsync(scene.Store), scene.Stores);
        await scorer.ScoreAsync(0);
        using var predictor = new VitPredictor(model);
        List<PartRow> rows = await PartRow.ReadAllAsync(scene.JobFolder);
        for (int i = 0; i < rows.Count; i++)
        {
            VitClassification expected = predictor.Classify(scene.Images[i]);
            Assert.AreEqual((expected.Label, expected.Score), (rows[i].Label, rows[i].Score!.Value), rows[i].Error);
        }

        Assert.AreEqual(job.Plan.Model.Other, (await VitJob.OpenAsync(scene.Store)).Plan.Model.Other);
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
