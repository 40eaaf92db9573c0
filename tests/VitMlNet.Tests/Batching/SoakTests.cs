using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using VitMlNet.Tests.Imaging;
using VitMlNet.Tests.Pipeline;
using TemporaryFolder = VitMlNet.Testing.TemporaryFolder;

namespace VitMlNet.Tests.Batching;

/// <summary>Many photographs through one model: no error, the right scores, and memory that stays what it was.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SoakTests(TestContext context)
{
    private const int PhotoCount = 10;

    /// <summary>Growth that is allowed besides 5 %: what the collector and the allocators keep or give back as they please.</summary>
    private const long Allowance = 8 << 20;

    [TestMethod]
    [TestCategory("Long")]
    public void TwentyThousandPhotographsInBatchesLeaveMemoryAsItWas()
    {
        using var scene = new Scenery();
        IDataView photos = scene.Photos(20_000);
        int seen = 0;
        long early = 0;
        foreach (Prediction row in scene.Context.Data.CreateEnumerable<Prediction>(scene.Transformer.Transform(photos), reuseRowObject: true))
        {
            scene.AssertRight(seen, row);
            if (++seen == 2_000)
                early = Resident();
        }

        Assert.AreEqual(20_000, seen);
        AssertNoGrowth(early);
    }

    [TestMethod]
    [TestCategory("Long")]
    public void TwoThousandPhotographsThroughEachOfEightEnginesLeaveMemoryAsItWas()
    {
        const int EngineCount = 8;
        using var scene = new Scenery();
        PredictionEngine<Photo, Prediction>[] engines = [.. Enumerable.Range(0, EngineCount).Select(_ => scene.CreateEngine())];
        Predict(0, 200);
        long early = Resident();
        Predict(200, 2_000);
        AssertNoGrowth(early);
        foreach (PredictionEngine<Photo, Prediction> engine in engines)
            engine.Dispose();

        void Predict(int first, int end)
        {
            // Threads of their own: the pool would run fewer at a time than there are engines. A failed assertion comes out of the wait.
            Task[] tasks = [.. engines.Select(engine => Task.Factory.StartNew(
                () =>
                {
                    for (int i = first; i < end; i++)
                        scene.AssertRight(i, engine.Predict(scene.Photo(i)));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            Task.WaitAll(tasks);
        }
    }

    private void AssertNoGrowth(long early)
    {
        long late = Resident();
        string measured = string.Create(
            CultureInfo.InvariantCulture, $"resident after the first tenth {early / 1e6:0.0} MB, at the end {late / 1e6:0.0} MB");
        context.WriteLine(measured);
        Assert.IsLessThanOrEqualTo(early + early / 20 + Allowance, late, measured);
    }

    private static long Resident()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>A small model, ten photographs and their scores.</summary>
    private sealed class Scenery : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly string[] _paths = new string[PhotoCount];
        private readonly Prediction[] _expected;

        public Scenery()
        {
            for (int i = 0; i < PhotoCount; i++)
            {
                TestPicture picture = TestPicture.Noise(40 + i, 30, i);
                bool jpeg = i % 2 == 0;
                File.WriteAllBytes(_paths[i] = _folder.File($"photo{i}.{(jpeg ? "jpg" : "png")}"), jpeg ? SkiaFiles.Jpeg(picture) : SkiaFiles.Png(picture));
            }

            VitModel model = VitModel.Open(new TinyModel().Write(_folder.File("model.onnx")));
            Transformer = Context.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(Photos(1));
            using PredictionEngine<Photo, Prediction> engine = CreateEngine();
            _expected = [.. Enumerable.Range(0, PhotoCount).Select(i => engine.Predict(Photo(i)))];
        }

        public MLContext Context { get; } = new(seed: 1);

        public VitImageTransformer Transformer { get; }

        public Photo Photo(int number) => new() { ImagePath = _paths[number % PhotoCount] };

        /// <summary>A stream of rows: nothing of it is held in memory.</summary>
        public IDataView Photos(int count) => Context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(Photo));

        public PredictionEngine<Photo, Prediction> CreateEngine() => Context.Model.CreateVitPredictionEngine<Photo, Prediction>(Transformer);

        public void AssertRight(int number, Prediction actual)
        {
            Prediction expected = _expected[number % PhotoCount];
            Assert.AreEqual(expected.PredictedLabel, actual.PredictedLabel, $"photograph {number}");
            for (int i = 0; i < expected.Score.Length; i++)
                Assert.AreEqual(expected.Score[i], actual.Score[i], 1e-6f, $"photograph {number}");
        }

        public void Dispose()
        {
            Transformer.Dispose();
            _folder.Dispose();
        }
    }
}
