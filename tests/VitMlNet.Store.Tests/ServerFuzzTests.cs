namespace VitMlNet.Store.Tests;

/// <summary>Servers that answer at random give the right model or the library's exception, and nothing else.</summary>
[TestClass]
public sealed class ServerFuzzTests
{
    private const int Servers = 60;

    private static readonly string[] s_locations = ["", "file:///etc/passwd", "http://", "//", "?", "ftp://127.0.0.1/", "http://127.0.0.1:1/", "/\0", "data:,x"];

    [TestMethod]
    [TestCategory("Long")]
    public async Task Servers_of_every_kind_give_the_model_or_an_error()
    {
        var random = new Random(Mutations.Seed);
        int right = 0, wrong = 0;
        for (int i = 0; i < Mutations.Count(Servers); i++)
        {
            bool hasChecksums = random.Next(2) == 0;
            using var scene = new StoreScene([.. Enumerable.Range(0, random.Next(4)).Select(_ => Reply(random))])
            {
                Server = { Headers = hasChecksums ? StoreScene.Checksums : ["x-goog-hash: " + random.Next(), "x-goog-stored-content-length: " + random.NextInt64()] },
            };
            scene.Options = scene.Options with { Retries = 2, StallTimeout = TimeSpan.FromMilliseconds(500) };
            try
            {
                string path = await scene.GetAsync();

                // Without checksums, a changed byte that means nothing to the archive goes unnoticed.
                if (hasChecksums)
                    scene.ExpectRightModel(path);
                else
                    Assert.IsTrue(File.Exists(path));
                right++;
            }
            catch (VitException)
            {
                wrong++;
            }
        }

        Assert.IsGreaterThan(0, right);
        Assert.IsGreaterThan(0, wrong);
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
