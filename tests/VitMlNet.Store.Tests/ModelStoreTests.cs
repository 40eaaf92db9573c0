namespace VitMlNet.Store.Tests;

[TestClass]
public sealed class ModelStoreTests
{
    [TestMethod]
    public async Task A_model_that_is_there_needs_no_server()
    {
        using var scene = new StoreScene();
        Assert.IsNull(scene.Store.Find("TINY"));
        string path = await scene.GetAsync();
        scene.Server.Dispose();
        Assert.AreEqual(path, await scene.GetAsync());
        Assert.AreEqual(path, scene.Store.Find("TINY"));
    }

    [TestMethod]
    public async Task Each_form_has_a_name_of_its_own_and_one_checkpoint_serves_all()
    {
        using var scene = new StoreScene();
        StoreSettings kept = scene.Options with { KeepCheckpoint = true };
        scene.Options = kept;
        await scene.GetAsync();
        scene.Options = kept with { Conversion = new ConversionOptions { Precision = VitPrecision.Int8, IncludeAttention = true } };
        string path = await scene.GetAsync();
        scene.Options = kept with { Conversion = new ConversionOptions { EmbeddedWeightsLimit = 0, Resolution = 32, IncludeTokens = true } };
        await scene.GetAsync();

        Assert.HasCount(1, scene.Server.Requests);
        Assert.AreEqual(Path.Combine(scene.Folder, "tiny.int8.attention.onnx"), path);
        CollectionAssert.AreEqual(
            new[] { "tiny.at32.tokens.embed0", "tiny.int8.attention", "tiny" }, scene.Store.GetStored().Select(stored => stored.Name).ToArray());
        scene.Options = kept;
        foreach (VitStoredModel stored in scene.Store.GetStored())
        {
            Assert.AreEqual(stored.Path, scene.Store.Find(stored.Name));
            var weights = new FileInfo(stored.Path + ".data");
            Assert.AreEqual(new FileInfo(stored.Path).Length + (weights.Exists ? weights.Length : 0), stored.Bytes);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_model_that_lost_its_weights_is_fetched_again(bool cutShort)
    {
        using var scene = new StoreScene();
        scene.Options = scene.Options with { Conversion = new ConversionOptions { EmbeddedWeightsLimit = 0 } };
        string weights = await scene.GetAsync() + ".data";
        byte[] before = File.ReadAllBytes(weights);
        if (cutShort)
            File.WriteAllBytes(weights, before[..^1]);
        else
            File.Delete(weights);
        Assert.IsNull(scene.Store.Find(StoreScene.Name));
        await scene.GetAsync();
        CollectionAssert.AreEqual(before, File.ReadAllBytes(weights));
    }

    [TestMethod]
    public async Task A_checkpoint_put_there_by_hand_is_converted_and_stays()
    {
        using var scene = new StoreScene();
        scene.Server.Dispose();
        Directory.CreateDirectory(Path.GetDirectoryName(scene.Checkpoint)!);
        File.WriteAllBytes(scene.Checkpoint, StoreScene.Content);
        await scene.GetAsync();
        scene.ExpectFiles("checkpoints/tiny-published.npz", "tiny.onnx", "tiny.onnx.json");
    }

    [TestMethod]
    public async Task A_damaged_checkpoint_put_there_by_hand_is_named_and_stays()
    {
        using var scene = new StoreScene();
        Directory.CreateDirectory(Path.GetDirectoryName(scene.Checkpoint)!);
        File.WriteAllBytes(scene.Checkpoint, StoreScene.Content[..1000]);
        ConversionException exception = await Assert.ThrowsExactlyAsync<ConversionException>(() => scene.GetAsync());
        Assert.AreEqual(scene.Checkpoint, exception.FilePath);
        scene.ExpectFiles("checkpoints/tiny-published.npz");
    }

    [TestMethod]
    public async Task A_model_put_there_by_hand_is_taken()
    {
        using var scene = new StoreScene();
        scene.Server.Dispose();
        string path = Path.Combine(Directory.CreateDirectory(scene.Folder).FullName, "tiny.onnx");
        CheckpointConverter.Convert(Path.Combine(RepositoryPaths.Goldens, "tiny_vit.ckpt.npz"), path);
        Assert.AreEqual(path, await scene.GetAsync());
        Assert.HasCount(1, scene.Store.GetStored());
    }

    [TestMethod]
    public async Task Two_calls_at_once_download_once()
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { Slowness = 5 } } };
        var stages = new System.Collections.Concurrent.ConcurrentBag<VitDownloadStage>();
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => scene.Store.GetAsync(StoreScene.Name, new Recorder(stages)))));
        scene.ExpectRightModel(paths[0]);
        Assert.HasCount(1, scene.Server.Requests);
        Assert.HasCount(2, stages.Where(stage => stage == VitDownloadStage.Waiting).ToList());
    }

    [TestMethod]
    public async Task A_waiting_call_can_be_stopped()
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { StallAfter = 1000 } } };
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        Task<string> holding = scene.GetAsync(first.Token);
        while (scene.Server.Requests.Count == 0)
            await Task.Delay(5);
        Task<string> waiting = scene.GetAsync(second.Token);
        second.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.Contains("being downloaded", Assert.ThrowsExactly<VitModelStoreException>(() => scene.Store.Remove(StoreScene.Name)).Message);
        first.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => holding);
    }

    [TestMethod]
    public async Task A_stopped_download_goes_on_in_the_next_call()
    {
        using var scene = new StoreScene(new ServerReply { StallAfter = 1000 });
        using var stop = new CancellationTokenSource();
        Task<string> stopped = scene.Store.GetAsync(
            StoreScene.Name, new Stopper(stop, progress => progress is { Stage: VitDownloadStage.Download, Done: 1000 }), stop.Token);
        await Assert.ThrowsAsync<OperationCanceledException>(() => stopped);
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    [DataRow(VitDownloadStage.Verification, "checkpoints/tiny-published.npz.part")]
    [DataRow(VitDownloadStage.Checksum, "checkpoints/tiny-published.npz")]
    [DataRow(VitDownloadStage.Weights, "checkpoints/tiny-published.npz")]
    public async Task What_is_downloaded_is_not_downloaded_again(VitDownloadStage stage, string file)
    {
        using var scene = new StoreScene();
        using var stop = new CancellationTokenSource();
        Task<string> stopped = scene.Store.GetAsync(StoreScene.Name, new Stopper(stop, progress => progress.Stage == stage), stop.Token);
        await Assert.ThrowsAsync<OperationCanceledException>(() => stopped);
        scene.ExpectFiles([.. ((string[])[file, "checkpoints/tiny-published.npz.json"]).Order(StringComparer.Ordinal)]);
        scene.ExpectRightModel(await scene.GetAsync());
        Assert.HasCount(1, scene.Server.Requests);
    }

    [TestMethod]
    public async Task What_a_killed_process_left_behind_is_cleared_away()
    {
        using var scene = new StoreScene();
        string work = Directory.CreateDirectory(Path.Combine(scene.Folder, ".tiny.work")).FullName;
        File.WriteAllBytes(Path.Combine(work, ".tiny.onnx.data.abcdefgh.ijk"), new byte[1000]);
        Directory.CreateDirectory(Path.GetDirectoryName(scene.Checkpoint)!);
        File.WriteAllBytes(Path.Combine(scene.Folder, "checkpoints", ".tiny.lock"), []);
        File.WriteAllBytes(scene.Part, new byte[1000]);
        File.WriteAllText(scene.Checkpoint + ".json", "{ \"address\": ");
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task Removed_models_are_gone_with_all_that_belongs_to_them()
    {
        using var scene = new StoreScene();
        Assert.IsFalse(scene.Store.Remove(StoreScene.Name));
        scene.Options = scene.Options with { KeepCheckpoint = true };
        await scene.GetAsync();
        scene.Options = scene.Options with { Conversion = new ConversionOptions { Precision = VitPrecision.Int8 } };
        await scene.GetAsync();

        Assert.IsFalse(scene.Store.Remove("tiny.attention"));
        Assert.IsTrue(scene.Store.Remove("tiny.int8"));
        CollectionAssert.AreEqual(new[] { "tiny" }, scene.Store.GetStored().Select(stored => stored.Name).ToArray());
        Assert.IsTrue(scene.Store.Remove("tiny"));
        scene.ExpectFiles();
        Assert.IsFalse(scene.Store.Remove("tiny"));
    }

    [TestMethod]
    public async Task An_unknown_name_has_near_ones()
    {
        var store = new VitModelStore();
        foreach (string name in new[] { "r50-l23", "r50-l23.int8" })
        {
            VitModelStoreException exception = await Assert.ThrowsExactlyAsync<VitModelStoreException>(() => store.GetAsync(name));
            Assert.Contains("did you mean r50-l32", exception.Message);
        }

        Assert.Contains("the names are", Assert.ThrowsExactly<VitModelStoreException>(() => store.Find("../secret")).Message);
        Assert.Contains("no published model", Assert.ThrowsExactly<VitModelStoreException>(() => store.Remove("ti16./../../x")).Message);
    }

    [TestMethod]
    public async Task A_mirror_that_is_no_address_is_named()
    {
        using var scene = new StoreScene();
        scene.Options = scene.Options with { Mirror = new Uri("ftp://example.org/vit") };
        Assert.Contains("'ftp://example.org/vit'; the address of a folder was expected", (await scene.FailAsync()).Message);
    }

    [TestMethod]
    public void Labels_are_refused() => Assert.ThrowsExactly<ArgumentException>(
        () => new VitModelStore(new VitModelStoreOptions { Conversion = new ConversionOptions { LabelsPath = "labels.txt" } }));

    private sealed class Recorder(System.Collections.Concurrent.ConcurrentBag<VitDownloadStage> stages) : IProgress<VitDownloadProgress>
    {
        public void Report(VitDownloadProgress value) => stages.Add(value.Stage);
    }

    private sealed class Stopper(CancellationTokenSource stop, Predicate<VitDownloadProgress> when) : IProgress<VitDownloadProgress>
    {
        public void Report(VitDownloadProgress value)
        {
            if (when(value))
                stop.Cancel();
        }
    }
}
