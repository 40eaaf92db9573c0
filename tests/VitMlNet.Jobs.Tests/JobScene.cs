using System.Runtime.CompilerServices;

namespace VitMlNet.Jobs.Tests;

/// <summary>A folder with photographs, a small model and jobs.</summary>
internal sealed class JobScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public JobScene(int images = 10)
    {
        Images = Photographs.Write(_folder, images);
        ModelPath = new TinyModel().Write(_folder.File("tiny.onnx"));
        Store = Stores.Open(_folder.File("job"));
    }

    public string[] Images { get; set; }

    public string ModelPath { get; }

    public VitModel Model => VitModel.Open(ModelPath);

    public VitObjectStores Stores { get; } = new();

    public IVitObjectStore Store { get; }

    public string JobFolder => _folder.File("job");

    public string File(string name) => _folder.File(name);

    public string Write(string name, byte[] bytes) => _folder.Write(name, bytes);

    public Task<VitJob> PlanAsync(int shardSize = 4, VitJobKind kind = VitJobKind.Classify) =>
        VitJob.PlanAsync(Store, Model, ToAsync(Images), new VitJobPlanOptions { ShardSize = shardSize, Kind = kind, Top = 3 });

    /// <summary>A scorer that takes the scene's model file, so that nothing goes to the user's cache.</summary>
    public Task<VitJobScorer> OpenScorerAsync(VitJob job) => VitJobScorer.OpenAsync(job, Stores, new VitJobScorerOptions { ModelPath = ModelPath });

    public async Task ScoreAllAsync(VitJob job)
    {
        using VitJobScorer scorer = await OpenScorerAsync(job);
        foreach (int shard in await job.FindOpenShardsAsync())
            await scorer.ScoreAsync(shard);
    }

    public string PartPath(int shard) => System.IO.Path.Combine(JobFolder, "parts", $"{shard:D8}.parquet");

    public void Dispose() => _folder.Dispose();

    public static async IAsyncEnumerable<string> ToAsync(IEnumerable<string> items, [EnumeratorCancellation] CancellationToken token = default)
    {
        foreach (string item in items)
        {
            token.ThrowIfCancellationRequested();
            yield return item;
            await Task.CompletedTask;
        }
    }
}
