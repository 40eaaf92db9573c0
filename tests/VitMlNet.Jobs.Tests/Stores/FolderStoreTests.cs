using System.Text;

namespace VitMlNet.Jobs.Tests.Stores;

[TestClass]
public sealed class FolderStoreTests
{
    [TestMethod]
    public async Task One_of_many_writers_wins_and_its_object_stays()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderStore(folder.Path);
        byte[][] contents = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Repeat((byte)i, 100_000).ToArray())];
        bool[] won = await Task.WhenAll(contents.Select(content => Task.Run(() => store.TryPutAsync("parts/a", new MemoryStream(content)))));
        Assert.AreEqual(1, won.Count(one => one));
        CollectionAssert.AreEqual(contents[Array.IndexOf(won, true)], File.ReadAllBytes(folder.File("parts/a")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.File("parts")), "nothing else is left");
    }

    [TestMethod]
    public async Task What_is_absent_is_null_and_an_empty_list()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderStore(folder.File("none"));
        Assert.IsNull(await store.OpenReadAsync("a/b"));
        Assert.IsEmpty((await store.ListPageAsync("a/", null)).Objects);
        Assert.IsFalse(Directory.Exists(folder.File("none")));
    }

    [TestMethod]
    public async Task A_listing_has_the_keys_that_begin_with_the_prefix()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderStore(folder.Path);
        foreach (string key in (string[])["parts/00010001", "parts/00020001", "parts/sub/1", "other", ".vitmlnet-leftover.tmp"])
            folder.Write(key, Encoding.UTF8.GetBytes(key));
        async Task<string> List(string prefix) =>
            string.Join(' ', (await store.ListPageAsync(prefix, null)).Objects.Select(item => $"{item.Key}:{item.Length}").Order(StringComparer.Ordinal));
        Assert.AreEqual("parts/00010001:14", await List("parts/0001"));
        Assert.AreEqual("parts/00010001:14 parts/00020001:14 parts/sub/1:11", await List("parts/"));
        Assert.AreEqual("other:5 parts/00010001:14 parts/00020001:14 parts/sub/1:11", await List(""));
    }

    [TestMethod]
    [DataRow("../other/a")]
    [DataRow("../job2")]
    [DataRow("/etc/passwd")]
    [DataRow("")]
    public async Task A_key_that_leads_out_is_refused(string key)
    {
        using var folder = new TemporaryFolder();
        var store = new FolderStore(folder.File("job"));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => store.OpenReadAsync(key));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => store.TryPutAsync(key, new MemoryStream()));
    }

    [TestMethod]
    public async Task A_write_that_is_cancelled_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderStore(folder.Path);
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => store.TryPutAsync("a", new MemoryStream(new byte[10]), ended.Token));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public async Task A_full_disk_says_so_and_is_not_tried_again()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/dev/shm"))
            Assert.Inconclusive("needs Linux");
        using var folder = new TemporaryFolder();
        var store = new FolderStore(folder.Path);
        VitObjectStoreException error = await Assert.ThrowsExactlyAsync<VitObjectStoreException>(() => store.TryPutAsync("a", new FullDisk()));
        StringAssert.Contains(error.Message, "the disk is full");
        Assert.IsFalse(error.IsTransient);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>A stream whose copy fails as a write to a full disk does.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("No space left on device", 28);
    }
}
