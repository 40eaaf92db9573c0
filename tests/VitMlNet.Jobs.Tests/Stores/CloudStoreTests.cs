using VitMlNet.Jobs.Tests.Cluster;

namespace VitMlNet.Jobs.Tests.Stores;

/// <summary>The stores of clouds, against Azurite and against a server of our own with the interface of S3.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CloudStoreTests
{
    [TestMethod]
    public async Task Azure_writes_once_lists_in_pages_and_tells_what_is_absent()
    {
        using var scene = new ClusterScene();
        Environment.SetEnvironmentVariable("AZURE_STORAGE_CONNECTION_STRING", scene.Environment[0].Value);
        VitObjectStores stores = new VitObjectStores().AddAzure();
        await CheckAsync(stores.Open("az://jobs/folder/deeper"));
        VitObjectStoreException error = await Assert.ThrowsExactlyAsync<VitObjectStoreException>(() => stores.Open("az://absent/x").OpenReadAsync("a"));
        StringAssert.Contains(error.Message, "ContainerNotFound");
        Assert.DoesNotContain("AccountKey", error.ToString());
        Assert.AreEqual(0, stores.RetryCount);
    }

    [TestMethod]
    public async Task S3_writes_once_lists_in_pages_and_tells_what_is_absent()
    {
        using var server = new S3Server();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", server.Address);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        VitObjectStores stores = new VitObjectStores().AddS3();
        await CheckAsync(stores.Open("s3://bucket/folder/deeper"));
        server.Failures = 1;
        Assert.IsNull(await stores.Open("s3://bucket/folder/deeper").OpenReadAsync("absent"));
        Assert.AreEqual(1, stores.RetryCount);
    }

    private static async Task CheckAsync(IVitObjectStore store)
    {
        byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.TryPutAsync("parts/00000000.parquet", new MemoryStream(content))));
        Assert.AreEqual(1, won.Count(one => one));
        Assert.IsFalse(await store.TryPutAsync("parts/00000000.parquet", new MemoryStream([1])));
        Assert.AreEqual(300_000, await store.FindLengthAsync("parts/00000000.parquet"));
        CollectionAssert.AreEqual(content[1000..1500], await store.ReadRangeAsync("parts/00000000.parquet", 1000, 500));
        using var copy = new MemoryStream();
        await using (Stream? stream = await store.OpenReadAsync("parts/00000000.parquet"))
            await stream!.CopyToAsync(copy);
        CollectionAssert.AreEqual(content, copy.ToArray());

        Assert.IsNull(await store.OpenReadAsync("parts/1"));
        Assert.IsNull(await store.FindLengthAsync("parts/1"));
        Assert.IsTrue(await store.TryPutAsync("other", new MemoryStream([])));
        VitObjectPage page = await store.ListPageAsync("parts/", null);
        Assert.AreEqual(("parts/00000000.parquet", 300_000L), (page.Objects.Single().Key, page.Objects.Single().Length));
        Assert.HasCount(2, (await store.ListPageAsync("", null)).Objects);
        Assert.IsEmpty((await store.ListPageAsync("none/", null)).Objects);
    }
}
