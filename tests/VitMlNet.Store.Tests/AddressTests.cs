using System.Text;
using VitMlNet.Store.Addresses;

namespace VitMlNet.Store.Tests;

/// <summary>Models that are named by where they are, from a server that behaves like the hub.</summary>
[TestClass]
[DoNotParallelize]
public sealed class AddressTests
{
    private const string Name = "hf:" + HubServer.Repository;

    private readonly TemporaryFolder _folder = new();
    private readonly HubServer _server = new();
    private readonly Dictionary<string, string?> _variables = [];

    [TestInitialize]
    public void Set_up()
    {
        Set("HF_ENDPOINT", _server.Address + "/");
        Set("HF_TOKEN", null);
        Set("HF_HOME", _folder.File("no-cache"));
        Set("HF_HUB_CACHE", null);
        _server.Files["config.json"] = Encoding.UTF8.GetBytes(
            """{"architecture": "vit_tiny_patch16_224", "num_classes": 10, "model_args": {"depth": 2, "num_heads": 2}, "pretrained_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "num_classes": 10}}""");
        _server.Files["model.safetensors"] = TimmFile.Make(Npz.Read(Path.Combine(RepositoryPaths.Goldens, "tiny_vit.ckpt.npz"))).ToArray();
    }

    [TestCleanup]
    public void Clean_up()
    {
        foreach ((string name, string? value) in _variables)
            Environment.SetEnvironmentVariable(name, value);
        _server.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task A_model_of_the_hub_is_downloaded_verified_and_converted()
    {
        string path = await Store().GetAsync(Name);
        Assert.AreEqual(path, Store().Find(Name));
        ExpectFiles($"{StoreName}.onnx", $"{StoreName}.onnx.json");
        StringAssert.Contains(File.ReadAllText(path + ".json"), $"/resolve/{HubServer.Commit}/model.safetensors");
        VitStoredModel stored = Store().GetStored().Single();
        Assert.AreEqual((Name, null), (stored.Name, stored.Model));
        // Everything after the first question is of one revision.
        Assert.IsTrue(_server.Requests.Skip(1).All(request => !request.Contains("/main/")), string.Join("\n", _server.Requests));
    }

    [TestMethod]
    public async Task A_second_call_asks_no_server()
    {
        await Store().GetAsync(Name);
        int count = _server.Requests.Count;
        await Store().GetAsync(Name);
        Assert.HasCount(count, _server.Requests);
        Assert.IsTrue(Store().Remove(Name));
        ExpectFiles();
    }

    [TestMethod]
    public async Task A_broken_download_goes_on_where_it_stopped()
    {
        _server.BreaksOnce = true;
        await Store().GetAsync(Name);
        Assert.IsTrue(_server.Requests.Any(request => request.StartsWith("storage GET", StringComparison.Ordinal) && !request.EndsWith(" 0", StringComparison.Ordinal)), string.Join("\n", _server.Requests));
    }

    [TestMethod]
    public async Task Damaged_bytes_are_refused_by_the_checksum_that_the_hub_stated()
    {
        _server.Corrupts = true;
        StringAssert.Contains((await FailAsync(Name)).Message, "SHA-256");
        ExpectFiles("checkpoints/" + StoreName + "/config.json", "checkpoints/" + StoreName + "/config.json.json");
    }

    [TestMethod]
    public async Task A_gated_model_needs_the_token_which_no_other_server_gets()
    {
        _server.IsGated = true;
        StringAssert.Contains((await FailAsync(Name)).Message, "HF_TOKEN");
        Set("HF_TOKEN", "hf_wrong");
        StringAssert.Contains((await FailAsync(Name)).Message, "403");
        Set("HF_TOKEN", HubServer.Token);
        await Store().GetAsync(Name);
        Assert.IsTrue(_server.Requests.Any(request => request.StartsWith("storage GET", StringComparison.Ordinal)));
        Assert.IsFalse(_server.Requests.Any(request => request.StartsWith("storage", StringComparison.Ordinal) && request.Contains("token")), string.Join("\n", _server.Requests));
    }

    [TestMethod]
    public async Task Shards_are_those_of_the_index()
    {
        _server.Files["model-00001-of-00001.safetensors"] = _server.Files["model.safetensors"];
        _server.Files.Remove("model.safetensors");
        IEnumerable<string> names = TensorNames(_server.Files["model-00001-of-00001.safetensors"]);
        _server.Files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes(
            "{\"weight_map\": {" + string.Join(", ", names.Select(name => $"\"{name}\": \"model-00001-of-00001.safetensors\"")) + "}}");
        await Store().GetAsync(Name);
        _server.Files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes("""{"weight_map": {"a": "../../evil.safetensors"}}""");
        Assert.IsTrue(Store().Remove(Name));
        StringAssert.Contains((await FailAsync(Name)).Message, "no file of the repository");
    }

    [TestMethod]
    public async Task A_repository_without_safetensors_or_without_configuration_is_refused()
    {
        _server.Files.Remove("model.safetensors");
        StringAssert.Contains((await FailAsync(Name)).Message, "pickled");
        _server.Files.Remove("config.json");
        StringAssert.Contains((await FailAsync(Name)).Message, "config.json");
        StringAssert.Contains((await FailAsync("hf:nobody/nothing")).Message, "does not exist");
    }

    [TestMethod]
    public async Task A_pointer_of_Git_LFS_in_place_of_the_weights_is_named_and_not_kept()
    {
        _server.Files["model.safetensors"] = Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        StringAssert.Contains((await FailAsync(Name)).Message, "Git LFS");
        ExpectFiles();
    }

    [TestMethod]
    public async Task A_model_that_the_hubs_own_cache_has_is_not_downloaded()
    {
        Set("HF_HOME", _folder.File("hf"));
        string repository = _folder.File("hf/hub/models--" + HubServer.Repository.Replace("/", "--"));
        string snapshot = Directory.CreateDirectory(Path.Combine(repository, "snapshots", HubServer.Commit)).FullName;
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        File.WriteAllText(Path.Combine(repository, "refs", "main"), HubServer.Commit);
        foreach ((string name, byte[] content) in _server.Files)
            File.WriteAllBytes(Path.Combine(snapshot, name), content);
        await Store().GetAsync(Name);
        Assert.IsEmpty(_server.Requests);
        Assert.HasCount(2, Directory.GetFiles(snapshot));
    }

    [TestMethod]
    public async Task A_module_comes_from_the_address_of_its_page()
    {
        string archive = Path.Combine(RepositoryPaths.Goldens, "savedmodels", "nano12_classification.tar.gz");
        using var server = new FileServer(File.ReadAllBytes(archive));
        string path = await Store(server.Address).GetAsync("tfhub:sayakpaul/vit_r50_l32_classification/1");
        StringAssert.Contains(server.Requests[0], "/files/R50_L_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224.tar.gz");
        Assert.AreEqual("tfhub--sayakpaul--vit_r50_l32_classification--1.onnx", Path.GetFileName(path));
        Assert.AreEqual("https://storage.googleapis.com/flowers-experimental/R50_L_32-i21k-300ep-lr_0.001-aug_medium1-wd_0.1-do_0.1-sd_0.1--imagenet2012-steps_20k-lr_0.01-res_224_fe.tar.gz",
            ModuleAddress.Of("tfhub:sayakpaul/vit_r50_l32_fe/1").Address().AbsoluteUri);
        Assert.AreEqual("https://tfhub.dev/google/other/2?tf-hub-format=compressed", ModuleAddress.Of("tfhub:google/other/2").Address().AbsoluteUri);
    }

    [TestMethod]
    public async Task A_file_at_an_address_is_downloaded_and_a_safetensors_with_its_configuration()
    {
        using var server = new FileServer(StoreScene.Content);
        await Store().GetAsync(server.Address + "tiny.npz");
        await Store().GetAsync($"{_server.Address}/{HubServer.Repository}/resolve/main/model.safetensors");
        Assert.HasCount(2, Store().GetStored());
    }

    [TestMethod]
    [DataRow("hf:")]
    [DataRow("hf:name")]
    [DataRow("hf:../../etc")]
    [DataRow("hf:a/b/c")]
    [DataRow("hf:a/b@../main")]
    [DataRow("tfhub:sayakpaul")]
    [DataRow("tfhub:a/../b/1")]
    [DataRow("https://host/file.exe")]
    [DataRow("https://host/")]
    [DataRow("http://example.org/file.npz")]
    [DataRow("https://user:secret@host/file.npz")]
    [DataRow("file:///etc/x.npz")]
    public async Task What_begins_as_an_address_and_is_none_is_refused(string name)
    {
        Assert.IsTrue(VitModelStore.IsAddress(name));
        StringAssert.Contains((await FailAsync(name)).Message, "expected");
        ExpectFiles();
    }

    [TestMethod]
    public void Names_in_the_store_have_no_dot_and_differ()
    {
        string[] names = ["hf:a/b.c", "hf:a/b-c", "hf:a/b_c", "hf:a/b@c", "https://h/a/b.npz"];
        string[] stored = [.. names.Select(name => ModelAddress.Parse(name)!.StoreName)];
        Assert.HasCount(names.Length, stored.Distinct().ToArray());
        Assert.IsTrue(stored.All(name => !name.Contains('.') && !name.Contains('/')));
    }

    private static string StoreName => ModelAddress.Parse(Name)!.StoreName;

    private static IEnumerable<string> TensorNames(byte[] file)
    {
        using var header = System.Text.Json.JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToUInt64(file)));
        return [.. header.RootElement.EnumerateObject().Select(tensor => tensor.Name)];
    }

    private VitModelStore Store(Uri? mirror = null) => new(new VitModelStoreOptions
    {
        Folder = _folder.File("models"),
        Mirror = mirror,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        StallTimeout = TimeSpan.FromSeconds(20),
    });

    private async Task<VitModelStoreException> FailAsync(string name) => await Assert.ThrowsExactlyAsync<VitModelStoreException>(() => Store().GetAsync(name));

    private void Set(string variable, string? value)
    {
        _variables.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
    }

    private void ExpectFiles(params string[] names)
    {
        string folder = _folder.File("models");
        string[] found = !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(names, found, string.Join(", ", found));
    }
}
