namespace VitMlNet.Store.Tests;

/// <summary>Files that arrive wrong, and disks that are full.</summary>
[TestClass]
public sealed class DamageTests
{
    private static readonly int Middle = StoreScene.Content.Length / 2;

    public static IEnumerable<string[]> ChecksumLines =>
    [
        [.. StoreScene.Checksums],
        ["x-goog-hash: " + StoreScene.Crc(StoreScene.Content)],
        ["X-Goog-Hash: " + FileServer.Md5(StoreScene.Content)],
        [$"x-goog-hash: {StoreScene.Crc(StoreScene.Content)}, {FileServer.Md5(StoreScene.Content)}"],
        [],
    ];

    [TestMethod]
    [DynamicData(nameof(ChecksumLines))]
    public async Task A_corrupted_byte_is_noticed_and_the_file_downloaded_again(params string[] lines)
    {
        using var scene = new StoreScene(new ServerReply { CorruptAt = Middle }) { Server = { Headers = lines } };
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 0 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(ChecksumLines))]
    public async Task A_file_that_arrives_damaged_twice_is_an_error(params string[] lines)
    {
        using var scene = new StoreScene { Server = { Headers = lines, Usual = new ServerReply { CorruptAt = Middle } } };
        Assert.Contains("Nothing was kept", (await scene.FailAsync()).Message);
        Assert.HasCount(2, scene.Server.Requests);
        scene.ExpectFiles();
        scene.Server.Usual = new ServerReply();
        scene.ExpectRightModel(await scene.GetAsync());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_wrong_byte_that_the_archive_does_not_mind_is_noticed_by_either_checksum(bool crc)
    {
        const int TimeOfFirstMember = 10;
        using var scene = new StoreScene(new ServerReply { CorruptAt = TimeOfFirstMember })
        {
            Server = { Headers = ["x-goog-hash: other=1", StoreScene.Checksums[crc ? 0 : 1]] },
        };
        scene.ExpectRightModel(await scene.GetAsync());
        Assert.HasCount(2, scene.Server.Requests);
    }

    [TestMethod]
    public async Task Checksums_of_the_first_part_hold_for_the_whole()
    {
        using var scene = new StoreScene(new ServerReply { BreakAfter = 1000 }, new ServerReply { CorruptAt = Middle })
        {
            Server = { Headers = StoreScene.Checksums },
        };
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, 1000, 0 }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_length_that_is_too_large_does_not_matter_in_the_end()
    {
        using var scene = new StoreScene(new ServerReply { ToldLength = StoreScene.Content.Length + 100 });
        scene.ExpectRightModel(await scene.GetAsync());
    }

    [TestMethod]
    public async Task A_length_that_is_too_small_is_an_error()
    {
        using var scene = new StoreScene { Server = { Usual = new ServerReply { ToldLength = StoreScene.Content.Length - 100 } } };
        Assert.Contains("cannot be converted", (await scene.FailAsync()).Message);
        scene.ExpectFiles();
    }

    [TestMethod]
    public async Task A_page_in_place_of_the_file_is_an_error()
    {
        using var scene = new StoreScene { Server = { Content = "<html>Log in to this network.</html>"u8.ToArray() } };
        Assert.Contains("cannot be converted", (await scene.FailAsync()).Message);
        scene.ExpectFiles();
    }

    [TestMethod]
    public async Task Another_network_than_the_published_one_is_an_error()
    {
        using var scene = new StoreScene { CheckpointBytes = 1_000_000 };
        scene.Server.Content = File.ReadAllBytes(Path.Combine(RepositoryPaths.Goldens, "tiny_rstem.ckpt.npz"));
        Assert.Contains("is the wrong file: ViT hidden 64, depth 2, heads 4", (await scene.FailAsync()).Message);
        scene.ExpectFiles();
    }

    [TestMethod]
    public async Task A_disk_without_room_is_noticed_before_the_download()
    {
        using var scene = new StoreScene();
        scene.Options = scene.Options with { FreeSpace = _ => StoreScene.Content.Length };
        VitModelStoreException exception = await scene.FailAsync();
        double megabytes = StoreScene.Content.Length / 1e6;
        Assert.Contains($"has room for {megabytes:0.0##} MB, and {2 * megabytes:0.0##} MB are needed", exception.Message);
        Assert.IsFalse(File.Exists(scene.Part));
        scene.Options = scene.Options with { FreeSpace = _ => null };
        scene.ExpectRightModel(await scene.GetAsync());
    }

    [TestMethod]
    public async Task A_disk_that_fills_up_is_an_error_and_what_is_there_stays()
    {
        using var scene = new StoreScene();
        StoreSettings plain = scene.Options;
        scene.Options = plain with { OpenPart = path => new FullStream(plain.OpenPart(path), room: Middle) };
        VitModelStoreException exception = await scene.FailAsync();
        Assert.Contains("No space left", exception.Message);
        Assert.Contains("more are needed", exception.Message);
        Assert.HasCount(1, scene.Server.Requests);
        int kept = (int)new FileInfo(scene.Part).Length;
        Assert.IsGreaterThan(0, kept);

        scene.Options = plain;
        scene.ExpectRightModel(await scene.GetAsync());
        CollectionAssert.AreEqual(new[] { 0, kept }, scene.Server.Starts.ToArray());
    }

    [TestMethod]
    public async Task A_folder_that_cannot_be_made_is_an_error()
    {
        using var folder = new TemporaryFolder();
        using var scene = new StoreScene();
        scene.Options = scene.Options with { Folder = Path.Combine(folder.Write("file", [1]), "models") };
        Assert.Contains("Name another one in the environment variable VITMLNET_HOME", (await scene.FailAsync()).Message);
    }

    /// <summary>A file on a disk with little room.</summary>
    private sealed class FullStream(Stream file, long room) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Min(count, room - file.Position);
            file.Write(buffer, offset, fits);
            if (fits < count)
                throw new IOException("No space left on device");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
