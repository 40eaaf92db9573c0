using System.Buffers.Binary;

namespace VitMlNet.Store.Tests;

/// <summary>What servers and networks do to a download: it ends in the right file or in a clear error, and never in a wrong file.</summary>
[TestClass]
public sealed class DownloadTests
{
    private static readonly int[] TenPlaces = [.. Enumerable.Range(1, 10).Select(i => (int)((long)StoreScene.Content.Length * i / 11))];

    [TestMethod]
    public async Task A_model_is_downloaded_checked_and_converted()
    {
        using var scene = new StoreScene { Server = { Headers = StoreScene.Checksums } };
        scene.ExpectRightModel(await scene.GetAsync());
        Assert.HasCount(1, scene.Server.Requests);
    }

    [TestMethod]
    public async Task A_connection_that_breaks_at_ten_places_is_resumed_at_each()
    {
        using var scene = new StoreScene([.. Breaks()]);
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0 }.Concat(TenPlaces).ToArray(), scene.Server.Starts.ToArray());
        Assert.HasCount(TenPlaces.Length, scene.Server.Requests.Where(request => request.Contains("If-Range: \"first\"", StringComparison.Ordinal)).ToList());
    }

    [TestMethod]
    public async Task Ten_calls_that_break_off_add_up_to_the_file()
    {
        using var scene = new StoreScene([.. Breaks()]);
        scene.Options = scene.Options with { Retries = 0 };
        foreach (int place in TenPlaces)
        {
            VitModelStoreException exception = await scene.FailAsync();
            Assert.Contains("the next call resumes from there", exception.Message);
            Assert.AreEqual(place, new FileInfo(scene.Part).Length);
        }

        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0 }.Concat(TenPlaces).ToArray(), scene.Server.Starts.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_file_that_changes_meanwhile_is_downloaded_from_the_start(bool conditionIsIgnored)
    {
        using var scene = new StoreScene(new ServerReply { BreakAfter = 1000 });
        scene.Options = scene.Options with { Retries = 0 };
        await scene.FailAsync();
        byte[] changed = Twin();
        scene.Server.Content = changed;
        scene.Server.ETag = "\"second\"";
        scene.Server.Headers = ["x-goog-hash: " + StoreScene.Crc(changed)];
        if (conditionIsIgnored)
        {
            scene.Server.Next(new ServerReply { IgnoreCondition = true });
            scene.Options = scene.Options with { Retries = 1 };
        }

        scene.ExpectRightModel(await scene.GetAsync(), changed);
    }

    [TestMethod]
    [DataRow(null, "Tue, 24 Nov 2026 12:00:00 GMT", 1000)]
    [DataRow("W/\"weak\"", "Tue, 24 Nov 2026 12:00:00 GMT", 1000)]
    [DataRow("W/\"weak\"", null, 0)]
    [DataRow(null, null, 0)]
    public async Task Only_a_version_that_can_be_told_is_resumed(string? tag, string? date, int secondStart)
    {
        using var scene = new StoreScene(new ServerReply { BreakAfter = 1000 });
        scene.Server.ETag = tag;
        scene.Server.LastModified = date;
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, secondStart }, scene.Server.Starts.ToArray());
        Assert.AreEqual(secondStart > 0, scene.Server.Requests[1].Contains($"If-Range: {date}", StringComparison.Ordinal), scene.Server.Requests[1]);
    }

    [TestMethod]
    public async Task A_part_from_another_server_is_not_mixed_in()
    {
        using var scene = new StoreScene(new ServerReply { BreakAfter = 1000 });
        scene.Options = scene.Options with { Retries = 0 };
        await scene.FailAsync();
        using var other = new FileServer(Twin());
        scene.Options = scene.Options with { Mirror = other.Address };
        scene.ExpectRightModel(await scene.GetAsync(), other.Content);
    }

    [TestMethod]
    public async Task A_server_without_ranges_sends_all_again()
    {
        using var scene = new StoreScene(
            new ServerReply { BreakAfter = 1000 }, new ServerReply { IgnoreRange = true, BreakAfter = 2000 }, new ServerReply { IgnoreRange = true });
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000, 2000 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_part_from_another_place_is_thrown_away()
    {
        using var scene = new StoreScene(new ServerReply { BreakAfter = 1000 }, new ServerReply { ShiftRange = 7 });
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000, 0 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_silent_server_is_asked_again()
    {
        using var scene = new StoreScene(new ServerReply { StallAfter = 1000 }, new ServerReply { StallAfter = 0 });
        scene.Options = scene.Options with { StallTimeout = TimeSpan.FromMilliseconds(300) };
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000, 1000 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_redirection_is_followed_with_the_range()
    {
        using var target = new FileServer(StoreScene.Content, new ServerReply { BreakAfter = 1000 });
        using var scene = new StoreScene { Server = { Usual = new ServerReply { Location = target.Address + "elsewhere.npz" } } };
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000 }, target.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_body_in_chunks_without_a_length_is_taken()
    {
        using var scene = new StoreScene(new ServerReply { Chunked = true, BreakAfter = 1000 }, new ServerReply { Chunked = true });
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    [DataRow(500)]
    [DataRow(503)]
    [DataRow(429)]
    [DataRow(408)]
    public async Task A_busy_server_is_asked_again(int status)
    {
        using var scene = new StoreScene(new ServerReply { Status = status }, new ServerReply { BreakAfter = 1000 }, new ServerReply { Status = status });
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 0, 1000, 1000 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_server_that_stays_busy_is_given_up()
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { Status = 500 } } };
        Assert.Contains("the server answered 500", (await scene.FailAsync()).Message);
        Assert.HasCount(1 + scene.Options.Retries, scene.Server.Requests);
        scene.Server.Usual = new ServerReply();
        scene.ExpectRightModel(await scene.GetAsync());
    }

    [TestMethod]
    [DataRow(404)]
    [DataRow(403)]
    [DataRow(400)]
    public async Task A_refusal_is_final(int status)
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { Status = status } } };
        VitModelStoreException exception = await scene.FailAsync();
        Assert.Contains($"the server answered {status}", exception.Message);
        Assert.Contains(scene.Server.Address.AbsoluteUri + scene.Model.FileName, exception.Message);
        Assert.HasCount(1, scene.Server.Requests);
        scene.ExpectFiles();
    }

    [TestMethod]
    public async Task Without_a_network_the_error_names_both_remedies()
    {
        using var scene = new StoreScene();
        scene.Server.Dispose();
        VitModelStoreException exception = await scene.FailAsync();
        Assert.Contains($"copy the folder {scene.Folder}", exception.Message);
        Assert.Contains($"copy it to {Path.GetDirectoryName(scene.Checkpoint)}", exception.Message);
        Assert.AreEqual(StoreScene.Name, exception.ModelName);
    }

    private static IEnumerable<ServerReply> Breaks()
    {
        int before = 0;
        foreach (int place in TenPlaces)
        {
            yield return new ServerReply { BreakAfter = place - before };
            before = place;
        }
    }

    /// <summary>
    /// The same checkpoint with other dates at both ends of the archive, which no reader minds: a mixture of the two would be
    /// converted, and only the SHA-256 in the model tells.
    /// </summary>
    private static byte[] Twin()
    {
        const int DateOfMember = 12, DateInDirectory = 14, EndLength = 22, DirectoryAt = 16;
        byte[] twin = [.. StoreScene.Content];
        twin[DateOfMember] ^= 1;
        twin[BinaryPrimitives.ReadInt32LittleEndian(twin.AsSpan(twin.Length - EndLength + DirectoryAt)) + DateInDirectory] ^= 1;
        return twin;
    }
}
