using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Batching;

namespace VitMlNet.Tests.Datasets;

[TestClass]
public sealed class StratifiedSplitTests
{
    private static readonly MLContext s_ml = new(1);

    [TestMethod]
    public void Any_data_is_divided_fairly()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Row[] rows = MakeRows(seed);
            double fraction = 0.02 + (0.96 * new Random(seed).NextDouble());
            VitTrainTestData split = s_ml.Data.StratifiedSplit(s_ml.Data.LoadFromEnumerable(rows), fraction, seed: seed);
            int[] train = Numbers(split.TrainSet);
            int[] test = Numbers(split.TestSet);

            CollectionAssert.AreEqual(Enumerable.Range(0, rows.Length).ToArray(), train.Concat(test).Order().ToArray());
            CollectionAssert.AreEqual(train.Order().ToArray(), train);
            CollectionAssert.AreEqual(test.Order().ToArray(), test);
            foreach (IGrouping<string, Row> group in rows.GroupBy(row => row.Label))
            {
                int count = test.Count(number => rows[number].Label == group.Key);
                if (group.Count() == 1)
                    Assert.AreEqual(0, count);
                else
                    Assert.IsTrue(count >= 1 && count < group.Count() && (Math.Abs(count - (group.Count() * fraction)) <= 0.5 || count == 1
                        || count == group.Count() - 1), $"seed {seed}: {count} of {group.Count()}");
            }
        }
    }

    [TestMethod]
    public void Any_data_is_dealt_out_to_folds_fairly()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Row[] rows = MakeRows(seed);
            int folds = 2 + (seed % 4);
            IReadOnlyList<VitTrainTestData> splits = s_ml.Data.StratifiedCrossValidationSplit(s_ml.Data.LoadFromEnumerable(rows), folds, seed: seed);
            int[][] tests = [.. splits.Select(split => Numbers(split.TestSet))];

            Assert.HasCount(folds, splits);
            CollectionAssert.AreEqual(Enumerable.Range(0, rows.Length).ToArray(), tests.SelectMany(test => test).Order().ToArray());
            Assert.IsLessThanOrEqualTo(1, tests.Max(test => test.Length) - tests.Min(test => test.Length));
            for (int fold = 0; fold < folds; fold++)
                CollectionAssert.AreEqual(Enumerable.Range(0, rows.Length).Except(tests[fold]).ToArray(), Numbers(splits[fold].TrainSet));
            foreach (string label in rows.Select(row => row.Label).Distinct())
            {
                int[] counts = [.. tests.Select(test => test.Count(number => rows[number].Label == label))];
                Assert.IsLessThanOrEqualTo(1, counts.Max() - counts.Min());
            }
        }
    }

    /// <summary>The numbers are of a program in another language, so that no version and no platform may choose other rows.</summary>
    [TestMethod]
    public void The_same_seed_chooses_the_same_rows_everywhere()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row { Number = i, Label = i % 2 == 0 ? "even" : "odd" })
            .ToArray());
        string Test(int seed) => string.Join(' ', Numbers(s_ml.Data.StratifiedSplit(data, 0.3, seed: seed).TestSet));
        Assert.AreEqual("1 3 4 8 9 18", Test(0));
        Assert.AreEqual("0 2 3 11 18 19", Test(1));
        Assert.AreEqual("0 7 9 12 14 15", Test(-1));
        Assert.AreEqual("2 7 10 13 15 16 19", string.Join(' ', Numbers(s_ml.Data.StratifiedCrossValidationSplit(data, 3, seed: 5)[1].TestSet)));
    }

    [TestMethod]
    public void Keys_and_numbers_are_labels_too()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable(MakeRows(3));
        IDataView keys = s_ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(data).Transform(data);
        CollectionAssert.AreEqual(Numbers(s_ml.Data.StratifiedSplit(data).TestSet), Numbers(s_ml.Data.StratifiedSplit(keys, labelColumnName: "Key").TestSet));
        Row[] numbered = [.. Enumerable.Range(0, 30).Select(i => new Row { Number = i, Label = "x", Half = i % 3 })];
        int[] test = Numbers(s_ml.Data.StratifiedSplit(s_ml.Data.LoadFromEnumerable(numbered), 0.5, "Half").TestSet);
        CollectionAssert.AreEqual(new[] { 5, 5, 5 }, test.GroupBy(i => i % 3).Select(group => group.Count()).ToArray());
    }

    [TestMethod]
    public void The_parts_pass_on_all_columns_and_can_be_read_again_and_cached()
    {
        using var scene = new Scene(12, batchSize: 5);
        IDataView labelled = scene.Context.Transforms.Expression("Label", "(n) : n % 3", "Number").Fit(scene.Data).Transform(scene.Data);
        IDataView scored = scene.Transformer.Transform(labelled);
        VitTrainTestData split = scene.Context.Data.StratifiedSplit(scored, 0.3);
        Assert.AreEqual(0, scene.Runs, "dividing scores nothing");
        Passed[] all = [.. scene.Context.Data.CreateEnumerable<Passed>(scored, false)];
        foreach (IDataView part in new[] { split.TrainSet, split.TestSet, scene.Context.Data.Cache(split.TestSet) })
        {
            for (int time = 0; time < 2; time++)
            {
                Passed[] rows = [.. scene.Context.Data.CreateEnumerable<Passed>(part, false)];
                Assert.AreEqual(part.GetRowCount(), rows.Length);
                foreach (Passed row in rows)
                {
                    CollectionAssert.AreEqual(all[row.Number].Score, row.Score);
                    CollectionAssert.AreEqual(all[row.Number].Weights, row.Weights);
                }
            }
        }
    }

    [TestMethod]
    public void Bad_arguments_and_bad_data_are_told()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable(MakeRows(1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => s_ml.Data.StratifiedSplit(data, labelColumnName: "Class")).Message,
            "'Number', 'Label', 'Half', 'Vector'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => s_ml.Data.StratifiedSplit(data, labelColumnName: "Vector")).Message,
            "text, keys or numbers");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.StratifiedSplit(data, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.StratifiedSplit(data, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.StratifiedSplit(data, double.NaN));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.StratifiedCrossValidationSplit(data, 1));
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => s_ml.Data.StratifiedCrossValidationSplit(data, 10_000)).Message,
            "Choose fewer folds");
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(
            () => s_ml.Data.StratifiedSplit(s_ml.Data.LoadFromEnumerable(new List<Row>()))).Message, "rows are expected");
        IDataView unlabelled = s_ml.Data.LoadFromEnumerable(new Row[] { new() { Label = "a" }, new() });
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => s_ml.Data.StratifiedSplit(unlabelled)).Message, "row 1 of the column 'Label'");
        IDataView keys = s_ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(data).Transform(unlabelled);
        Assert.ThrowsExactly<VitDataException>(() => s_ml.Data.StratifiedSplit(keys, labelColumnName: "Key"));
    }

    [TestMethod]
    public void Data_that_grows_is_told()
    {
        List<Row> rows = [new() { Label = "a" }, new() { Label = "a" }];
        VitTrainTestData split = s_ml.Data.StratifiedSplit(s_ml.Data.LoadFromEnumerable(rows.Select(row => row)));
        rows.Add(new Row { Label = "a" });
        StringAssert.Contains(Assert.ThrowsExactly<VitDataException>(() => split.TrainSet.GetColumn<string>("Label").Count()).Message, "Split it again");
    }

    private static Row[] MakeRows(int seed)
    {
        var random = new Random(seed);
        int[] sizes = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => 1 + random.Next(random.Next(2) == 0 ? 3 : 60)), 5];
        string[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat($"class {label}", size))];
        random.Shuffle(labels);
        return [.. labels.Select((label, i) => new Row { Number = i, Label = label })];
    }

    private static int[] Numbers(IDataView data) => [.. data.GetColumn<int>("Number")];

    private sealed class Row
    {
        public int Number { get; set; }

        public string Label { get; set; } = "";

        public float Half { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [0, 0];
    }
}
