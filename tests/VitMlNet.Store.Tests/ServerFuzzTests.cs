using System.Security.Cryptography;
using System.Text;
using VitMlNet.Store.Downloads;
using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Tests;

/// <summary>Servers that answer at random give the right model or the library's exception, and nothing else.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ServerFuzzTests
{
    // In CI: most answers are tried where they are read, and some on the whole way to a model, which takes longer.
    private const int UsualAnswers = 4_000, UsualModels = 500;

    private const long MostAllocated = 64 << 20;

    private static readonly string[] s_locations = ["", "file:///etc/passwd", "http://", "//", "?", "ftp://127.0.0.1/", "http://127.0.0.1:1/", "/\0", "data:,x"];

    /// <summary>Answers that break off, stall, lie about lengths and ranges, and lead elsewhere.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public void Servers_of_every_kind_give_the_model_or_an_error()
    {
        var run = new FuzzRun(UsualModels, MostAllocated, salt: 13);
        run.Run((_, random) => BitConverter.GetBytes(random.Next()), (_, seed) =>
        {
            var random = new Random(BitConverter.ToInt32(seed));
            bool hasChecksums = random.Next(2) == 0;
            using var scene = new StoreScene([.. Enumerable.Range(0, random.Next(4)).Select(_ => Reply(random))])
            {
                Server = { Headers = hasChecksums ? StoreScene.Checksums : ["x-goog-hash: " + random.Next(), "x-goog-stored-content-length: " + random.NextInt64()] },
            };
            Get(scene, StoreScene.Name, hasChecksums);
        });
        Assert.IsGreaterThan(0, run.Accepted);
        Assert.IsGreaterThan(0, run.Refused);
    }

    /// <summary>Answers with damage in any of their bytes: what is accepted has the right bytes, or it could not have been verified.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public void Mutated_answers_give_the_file_or_an_error()
    {
        byte[] content = StoreScene.Content[..300];
        byte[] answer = Answer(content, ["x-goog-hash: " + StoreScene.Crc(content), "x-goog-hash: " + FileServer.Md5(content)]);
        var run = new FuzzRun(UsualAnswers, MostAllocated, salt: 14);
        using var folder = new TemporaryFolder();
        var options = new VitModelStoreOptions { Retries = 0, StallTimeout = TimeSpan.FromSeconds(1) };
        run.Run(
            (_, random) => Mutations.Of(answer, random, Significant),
            (i, mutated) =>
            {
                using var server = new FileServer(content, new ServerReply { Raw = mutated }) { Usual = new ServerReply { Status = 500 } };
                string path = Path.Combine(Directory.CreateDirectory(folder.File($"{i}")).FullName, "file.npz");
                var file = new RemoteFile("file.npz", new Uri(server.Address, "file.npz"), content.Length, IsPublished: true);
                var errors = new StoreErrors(StoreScene.Name, file.Address, new StoreLayout(folder.Path));
                Task.Run(() => new CheckpointDownload(file, new PartialFile(path), options, errors, null).RunAsync(default)).GetAwaiter().GetResult();
                CollectionAssert.AreEqual(content, File.ReadAllBytes(path));
            });
        Assert.IsGreaterThan(0, run.Accepted);
        Assert.IsGreaterThan(0, run.Refused);
    }

    /// <summary>The hub's answers: what it says of each file, the configuration, and the weights.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public void Mutated_answers_of_the_hub_give_a_model_or_an_error()
    {
        byte[] configuration = Encoding.UTF8.GetBytes(
            """{"architecture": "vit_tiny_patch16_224", "num_classes": 10, "model_args": {"depth": 2, "num_heads": 2}, "pretrained_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "num_classes": 10}}""");
        byte[] weights = TimmFile.Make(Npz.Read(Path.Combine(RepositoryPaths.Goldens, "tiny_vit.ckpt.npz"))).ToArray();
        string commit = "X-Repo-Commit: " + HubServer.Commit;
        byte[][] answers =
        [
            Answer([], [commit], configuration.Length),
            Answer(configuration, [commit]),
            Encoding.Latin1.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            Answer([], [commit, $"X-Linked-Etag: \"{Convert.ToHexStringLower(SHA256.HashData(weights))}\"", $"X-Linked-Size: {weights.Length}"], weights.Length),
            Answer(weights, [commit]),
        ];
        string? before = Environment.GetEnvironmentVariable("HF_ENDPOINT");
        try
        {
            var run = new FuzzRun(UsualModels, MostAllocated, salt: 15);
            run.Run(
                (i, random) => Mutations.Of(answers[i % answers.Length], random, Significant),
                (i, mutated) =>
                {
                    using var scene = new StoreScene([.. answers.Select((right, at) => new ServerReply { Raw = at == i % answers.Length ? mutated : right })]);
                    Environment.SetEnvironmentVariable("HF_ENDPOINT", scene.Server.Address.GetLeftPart(UriPartial.Authority));
                    Get(scene, "hf:owner/fuzzed", isVerified: false);
                });
            Assert.IsGreaterThan(0, run.Accepted);
            Assert.IsGreaterThan(0, run.Refused);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_ENDPOINT", before);
        }
    }

    private static ReadOnlySpan<byte> Significant => "\r\n:;/\" 09-%\0\u007F"u8;

    private static void Get(StoreScene scene, string name, bool isVerified)
    {
        scene.Options = scene.Options with { Retries = 2, StallTimeout = TimeSpan.FromMilliseconds(150) };
        string path = Task.Run(() => scene.Store.GetAsync(name)).GetAwaiter().GetResult();
        // Without checksums, a changed byte that means nothing to the archive goes unnoticed.
        if (isVerified)
            scene.ExpectRightModel(path);
        else
            Assert.IsTrue(File.Exists(path));
    }

    private static byte[] Answer(byte[] body, IEnumerable<string> headers, int? length = null)
    {
        string[] head = ["HTTP/1.1 200 OK", $"Content-Length: {length ?? body.Length}", "Connection: close", "ETag: \"first\"", .. headers, "", ""];
        return [.. Encoding.Latin1.GetBytes(string.Join("\r\n", head)), .. body];
    }

    private static ServerReply Reply(Random random)
    {
        int? Place() => random.Next(4) == 0 ? random.Next(StoreScene.Content.Length) : null;
        return new ServerReply
        {
            Status = random.Next(6) == 0 ? 200 + random.Next(400) : null,
            Location = random.Next(6) == 0 ? s_locations[random.Next(s_locations.Length)] : null,
            BreakAfter = Place(),
            StallAfter = random.Next(8) == 0 ? random.Next(1000) : null,
            CorruptAt = Place(),
            IgnoreRange = random.Next(4) == 0,
            IgnoreCondition = random.Next(4) == 0,
            Chunked = random.Next(3) == 0,
            ToldLength = random.Next(6) == 0 ? random.Next() : null,
            ShiftRange = random.Next(6) == 0 ? random.Next(10) : 0,
        };
    }
}
