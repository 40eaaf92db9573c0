using System.Text.Json;

namespace VitMlNet.Store.Tests;

/// <summary>A download is the published file, or there is a word for using it all the same.</summary>
[TestClass]
public sealed class TrustTests
{
    [TestMethod]
    public async Task A_mirror_without_checksums_is_believed_only_if_asked()
    {
        using var scene = new StoreScene();
        scene.Options = scene.Options with { AllowUnverified = false };
        Assert.Contains("--allow-unverified", (await scene.FailAsync()).Message);
        scene.ExpectFiles();
        scene.Options = scene.Options with { AllowUnverified = true };
        string path = await scene.GetAsync();
        Assert.AreEqual("", string.Join(',', Verified(path)));
    }

    [TestMethod]
    public async Task What_was_verified_is_recorded()
    {
        using var scene = new StoreScene { Server = { Headers = StoreScene.Checksums } };
        scene.Options = scene.Options with { AllowUnverified = false };
        Assert.AreEqual("crc32c,md5", string.Join(',', Verified(await scene.GetAsync())));
    }

    [TestMethod]
    public async Task A_known_SHA256_decides_whatever_the_server_says()
    {
        string right = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(StoreScene.Content));
        using (var scene = new StoreScene { Sha256 = right })
        {
            scene.Options = scene.Options with { AllowUnverified = false };
            Assert.AreEqual("sha256", string.Join(',', Verified(await scene.GetAsync())));
        }

        using var other = new StoreScene { Sha256 = new string('0', 64), Server = { Headers = StoreScene.Checksums } };
        Assert.Contains("SHA-256", (await other.FailAsync()).Message);
        other.ExpectFiles();
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_file_that_is_much_longer_is_refused_with_a_length_and_without(bool isChunked)
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { Chunked = isChunked } } };
        scene.Server.Content = new byte[(2 * StoreScene.Content.Length) + (1 << 20)];
        Assert.Contains("another file", (await scene.FailAsync()).Message);
        scene.ExpectFiles();
    }

    [TestMethod]
    [DataRow("file:///etc/passwd")]
    [DataRow("ftp://127.0.0.1/x")]
    [DataRow("gopher:x")]
    public async Task A_redirection_to_another_scheme_is_refused(string location)
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { Location = location } } };
        Assert.Contains("redirects to", (await scene.FailAsync()).Message);
        scene.ExpectFiles();
    }

    [TestMethod]
    public async Task A_retry_is_shown()
    {
        using var scene = new StoreScene(new ServerReply { BreakAfter = 1000 });
        var stages = new List<VitDownloadProgress>();
        await scene.Store.GetAsync(StoreScene.Name, new Listener(stages));
        VitDownloadProgress retry = stages.Find(value => value.Stage == VitDownloadStage.Retry);
        Assert.AreEqual((VitDownloadStage.Retry, 1000L), (retry.Stage, retry.Done));
    }

    private static string[] Verified(string path)
    {
        using JsonDocument origin = JsonDocument.Parse(File.ReadAllBytes(path + ".json"));
        return [.. origin.RootElement.GetProperty("verified").EnumerateArray().Select(item => item.GetString()!)];
    }

    private sealed class Listener(List<VitDownloadProgress> stages) : IProgress<VitDownloadProgress>
    {
        public void Report(VitDownloadProgress value)
        {
            lock (stages)
                stages.Add(value);
        }
    }
}
