namespace VitMlNet.Inference.Tests.Explain;

[TestClass]
public sealed class ClassMapTests(TestContext context)
{
    private const int Steps = 14;

    /// <summary>How fast the class's probability falls when the places with the highest values are covered first, and grows when they are uncovered first.</summary>
    [TestMethod]
    [TestCategory("Long")]
    public async Task The_map_of_a_class_finds_what_suffices_for_the_answer_better_than_attention_does()
    {
        string? checkpoint = RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz");
        string? photos = RepositoryPaths.Shared("data", "photos", "flowers", "daisy");
        if (checkpoint is null || photos is null)
            Assert.Inconclusive("needs ../shared/data (the checkpoint Ti_16-imagenet2012-224.npz and photos/flowers), which this machine lacks");
        using var folder = new TemporaryFolder();
        string file = folder.File("ti16.onnx");
        CheckpointConverter.Convert(checkpoint, file, new ConversionOptions { IncludeAttention = true });
        using var predictor = new VitPredictor(VitModel.Open(file), new VitPredictorOptions { IncludeAttention = true });
        string[] paths = [.. VitImageFiles.Find(photos).Take(12)];
        var sums = new Dictionary<string, (double Deletion, double Insertion)>();
        foreach (string path in paths)
        {
            VitClassification whole = predictor.Classify(path);
            int best = whole.Top(1)[0].Index;
            VitClassMap map = await VitClassMap.ComputeAsync(predictor, VitImageSource.FromFile(path), best, cancellationToken: context.CancellationToken);
            var random = new Random(1);
            foreach ((string name, float[] values) in new[]
            {
                ("class map", map.Values.ToArray()),
                ("rollout", whole.Attention.ToArray()),
                ("chance", Enumerable.Range(0, Steps * Steps).Select(_ => random.NextSingle()).ToArray()),
            })
            {
                (double deletion, double insertion) = await AreasAsync(predictor, path, best, values);
                (double Deletion, double Insertion) sum = sums.GetValueOrDefault(name);
                sums[name] = (sum.Deletion + deletion, sum.Insertion + insertion);
            }
        }

        foreach ((string name, (double deletion, double insertion)) in sums)
            context.WriteLine(FormattableString.Invariant($"{name}: deletion {deletion / paths.Length:0.000}, insertion {insertion / paths.Length:0.000}"));
        Assert.IsGreaterThan(sums["rollout"].Insertion, sums["class map"].Insertion);
        Assert.IsGreaterThan(sums["chance"].Insertion, sums["class map"].Insertion);
        Assert.IsLessThan(sums["chance"].Deletion, sums["class map"].Deletion);
    }

    [TestMethod]
    public async Task It_is_the_same_for_a_seed_and_has_its_class_and_size()
    {
        using var scene = new Scene(1);
        using var predictor = new VitPredictor(scene.Model);
        var source = VitImageSource.FromFile(scene.Paths[0]);
        var options = new VitClassMapOptions { MaskCount = 33, Cells = 4 };
        VitClassMap map = await VitClassMap.ComputeAsync(predictor, source, 2, options, context.CancellationToken);
        Assert.AreEqual((2, predictor.Labels[2], 8, 8), (map.ClassIndex, map.Label, map.Rows, map.Columns));
        Assert.HasCount(64, map.Values.ToArray());
        Assert.IsTrue(map.Values.ToArray().All(float.IsFinite));
        Assert.IsTrue(map.Values.ToArray().Any(value => value != 0));
        CollectionAssert.AreEqual(
            map.Values.ToArray(), (await VitClassMap.ComputeAsync(predictor, source, 2, options, context.CancellationToken)).Values.ToArray());
        map.ToHeatMap().Draw(scene.Paths[0]);
        int best = predictor.Classify(scene.Paths[0]).Top(1)[0].Index;
        Assert.AreEqual(best, (await VitClassMap.ComputeAsync(predictor, source, null, options, context.CancellationToken)).ClassIndex);
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => VitClassMap.ComputeAsync(predictor, source, 99, options));
        await Assert.ThrowsExactlyAsync<VitImageException>(() => VitClassMap.ComputeAsync(predictor, VitImageSource.FromFile("absent.png"), 0, options));
    }

    private async Task<(double Deletion, double Insertion)> AreasAsync(VitPredictor predictor, string path, int classIndex, float[] values)
    {
        int[] ranks = new int[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(place => values[place])];
        for (int i = 0; i < order.Length; i++)
            ranks[order[i]] = i;
        ActiveModel model = predictor.Acquire();
        try
        {
            var picture = new PreparedPicture(model.Loaded, VitImageSource.FromFile(path));
            int Rank(double y, double x) => ranks[((int)(y * Steps) * Steps) + (int)(x * Steps)];
            VitImageSource[] deletions = [.. Enumerable.Range(0, Steps + 1).Select(step => picture.Cover((y, x) => Rank(y, x) < step * Steps ? 0 : 1))];
            VitImageSource[] insertions = [.. Enumerable.Range(0, Steps + 1).Select(step => picture.Cover((y, x) => Rank(y, x) < step * Steps ? 1 : 0))];
            return (await MeanAsync(deletions), await MeanAsync(insertions));
        }
        finally
        {
            model.Release();
        }

        async Task<double> MeanAsync(VitImageSource[] sources)
        {
            double sum = 0;
            await foreach (VitResult result in predictor.ClassifyManyAsync(sources, context.CancellationToken))
                sum += result.Value.Scores.Span[classIndex];
            return sum / sources.Length;
        }
    }
}
