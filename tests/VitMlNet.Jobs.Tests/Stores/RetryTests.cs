namespace VitMlNet.Jobs.Tests.Stores;

[TestClass]
public sealed class RetryTests
{
    [TestMethod]
    public async Task A_call_is_tried_again_and_counted()
    {
        using var folder = new TemporaryFolder();
        var flaky = new FlakyStore(new FolderStore(folder.Path), failures: 2);
        VitObjectStores stores = new VitObjectStores().Add("flaky", _ => flaky);
        var messages = new List<string>();
        stores.Retrying += messages.Add;
        IVitObjectStore store = stores.Open("flaky://store");
        Assert.IsTrue(await store.TryPutAsync("a", new MemoryStream([1, 2, 3])));
        Assert.HasCount(3, File.ReadAllBytes(folder.File("a")));
        Assert.AreEqual(2, stores.RetryCount);
        Assert.HasCount(2, messages);
        StringAssert.Contains(messages[1], "time 3");
        StringAssert.Contains(messages[1], "2 retries in all");
    }

    [TestMethod]
    public async Task An_error_that_does_not_pass_is_thrown_at_once()
    {
        using var folder = new TemporaryFolder();
        var flaky = new FlakyStore(new FolderStore(folder.Path), failures: 1, passing: false);
        IVitObjectStore store = new VitObjectStores().Add("flaky", _ => flaky).Open("flaky://store");
        await Assert.ThrowsExactlyAsync<VitObjectStoreException>(() => store.OpenReadAsync("a"));
        Assert.AreEqual(1, flaky.Calls);
    }

    [TestMethod]
    public void An_unknown_kind_of_store_is_named()
    {
        VitObjectStoreException error = Assert.ThrowsExactly<VitObjectStoreException>(() => new VitObjectStores().Open("ftp://user:secret@server/job"));
        StringAssert.Contains(error.Message, "file://");
        Assert.DoesNotContain("secret", error.Message);
    }

    [TestMethod]
    [DataRow("https://me:word@server/a.jpg", true)]
    [DataRow("https://a.blob.core.windows.net/c/a.jpg?sv=2020&sig=abc", true)]
    [DataRow("https://b.s3.amazonaws.com/a.jpg?X-Amz-Signature=abc&X-Amz-Credential=x", true)]
    [DataRow("https://server/a.jpg?size=3", false)]
    [DataRow("/photos/me@home?sig=1.jpg", false)]
    [DataRow("az://container/a@b.jpg", false)]
    public void Secrets_in_addresses_are_found(string address, bool secret) => Assert.AreEqual(secret, ImageAddress.HasCredentials(address));
}
