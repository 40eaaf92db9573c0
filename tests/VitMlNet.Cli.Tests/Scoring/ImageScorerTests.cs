using System.Collections;
using SkiaSharp;
using VitMlNet.Cli.Scoring;
using VitMlNet.Cli.Tests.Processes;
using TinyModel = VitMlNet.Cli.Tests.Processes.TinyModel;

namespace VitMlNet.Cli.Tests.Scoring;

[TestClass]
public sealed class ImageScorerTests
{
    private const int BatchSize = 4;

    [TestMethod]
    public void TheFirstResultComesWhenTwoBatchesAtMostAreRead()
    {
        using var folder = new TemporaryFolder();
        var paths = new CountingList(Photo(folder), 1000);
        using ImageScorer scorer = ImageScorer.ForFeatures(TinyModel.Model, null, BatchSize, imageCount: 1);
        using IEnumerator<ScoredImage> images = scorer.Score(paths, default).GetEnumerator();
        Assert.AreEqual(0, paths.Asked, "nothing is read before it is asked for");
        Assert.IsTrue(images.MoveNext());
        Assert.IsNotNull(images.Current.Values);
        // The rows' reader is one ahead, and the loop itself has asked for one.
        Assert.IsLessThanOrEqualTo(2 * BatchSize + 2, paths.Asked);
    }

    [TestMethod]
    public void CancellingEndsTheWorkAndLeavesTheScorerUsable()
    {
        using var folder = new TemporaryFolder();
        string photo = Photo(folder);
        using ImageScorer scorer = ImageScorer.ForClasses(TinyModel.Model, null, BatchSize, imageCount: 1);
        for (int taken = 0; taken < 10; taken++)
        {
            using var source = new CancellationTokenSource();
            using IEnumerator<ScoredImage> images = scorer.Score(new CountingList(photo, 1000), source.Token).GetEnumerator();
            for (int i = 0; i < taken; i++)
                Assert.IsTrue(images.MoveNext());
            source.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(() => images.MoveNext());
        }

        Assert.HasCount(9, scorer.Score(new CountingList(photo, 9), default));
    }

    private static string Photo(TemporaryFolder folder)
    {
        string path = folder.File("photo.png");
        File.WriteAllBytes(path, TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        return path;
    }

    /// <summary>The same path many times, and how many of them have been asked for.</summary>
    private sealed class CountingList(string path, int count) : IReadOnlyList<string>
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public int Count => count;

        public string this[int index] => path;

        public IEnumerator<string> GetEnumerator()
        {
            for (int i = 0; i < count; i++)
            {
                Interlocked.Increment(ref asked);
                yield return path;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
