using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet.Cli.Tests.Metrics;

[TestClass]
public sealed class EvaluationTests
{
    private const int Classes = 6;
    private const int Top = 3;

    /// <summary>The figures are those that ML.NET's own evaluator gives for the same scores.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Figures_are_those_of_MlNet(int seed)
    {
        Row[] rows = RandomRows(seed, 300);
        var ml = new MLContext(1);
        MulticlassClassificationMetrics expected = ml.MulticlassClassification.Evaluate(
            ml.Data.LoadFromEnumerable(rows), topKPredictionCount: Top);
        Evaluation actual = Evaluate(rows);

        Assert.AreEqual(expected.MicroAccuracy, actual.Accuracy, 1e-12);
        Assert.AreEqual(expected.MacroAccuracy, actual.Means.Recall, 1e-12);
        Assert.AreEqual(expected.TopKAccuracy, actual.TopAccuracy(Top), 1e-12);
        for (int i = 0; i < Classes; i++)
        {
            ClassFigures figures = actual.Classes[i];
            Assert.AreEqual(expected.ConfusionMatrix.PerClassPrecision[i], figures.Precision!.Value, 1e-12);
            Assert.AreEqual(expected.ConfusionMatrix.PerClassRecall[i], figures.Recall!.Value, 1e-12);
            double harmonic = 2 / ((1 / figures.Precision.Value) + (1 / figures.Recall.Value));
            Assert.AreEqual(harmonic, figures.F1, 1e-12);
            for (int j = 0; j < Classes; j++)
                Assert.AreEqual(expected.ConfusionMatrix.Counts[i][j], actual.Confusion[i, j]);
        }
    }

    [TestMethod]
    public void Equal_scores_go_to_the_lower_index()
    {
        Assert.AreEqual(new Outcome("a", 2, 1, 0.4f, 0.4f, 2), Outcome.Of("a", 2, [0.2f, 0.4f, 0.4f]));
        Assert.AreEqual(new Outcome("a", 1, 1, 0.4f, 0.4f, 1), Outcome.Of("a", 1, [0.2f, 0.4f, 0.4f]));
        Assert.AreEqual(3, Outcome.Of("a", 0, [0.2f, 0.4f, 0.4f]).Rank);
    }

    [TestMethod]
    public void A_class_that_was_never_predicted_has_no_precision_and_one_without_photographs_no_recall()
    {
        var evaluation = new Evaluation(["a", "b", "c", "d"], [Outcome.Of("1", 2, [0.9f, 0, 0.1f, 0]), Outcome.Of("2", 3, [0, 0, 0.1f, 0.9f])]);
        CollectionAssert.AreEqual(new[] { "c", "d", "a" }, evaluation.Classes.Select(figures => figures.Name).ToArray(), "those with photographs come first");
        CollectionAssert.AreEqual(new[] { "c", "d" }, evaluation.Present.Select(figures => figures.Name).ToArray());
        (ClassFigures c, ClassFigures d, ClassFigures a) = (evaluation.Classes[0], evaluation.Classes[1], evaluation.Classes[2]);
        Assert.IsNull(c.Precision);
        Assert.AreEqual(0.0, c.Recall);
        Assert.AreEqual(0.0, c.F1);
        Assert.AreEqual(1.0, d.F1);
        Assert.AreEqual(0.0, a.Precision);
        Assert.IsNull(a.Recall);
        Assert.AreEqual((0.5, 0.5, 0.5), evaluation.Means);
    }

    [TestMethod]
    public void Mistakes_are_sorted_by_their_scores_and_pairs_by_their_number()
    {
        var evaluation = new Evaluation(
            ["a", "b", "c"],
            [
                Outcome.Of("right", 0, [0.99f, 0, 0.01f]),
                Outcome.Of("small", 0, [0.3f, 0.5f, 0.2f]),
                Outcome.Of("sure", 1, [0.1f, 0, 0.9f]),
                Outcome.Of("z", 0, [0.1f, 0.7f, 0.2f]),
                Outcome.Of("b", 1, [0.2f, 0.1f, 0.7f]),
                Outcome.Of("d", 2, [0.6f, 0.1f, 0.3f]),
            ]);
        CollectionAssert.AreEqual(new[] { "sure", "b", "z", "d", "small" }, evaluation.WorstMistakes(9).Select(m => m.Path).ToArray());
        CollectionAssert.AreEqual(new[] { "sure", "b" }, evaluation.WorstMistakes(2).Select(m => m.Path).ToArray());
        // Twice each, but there are two of b and three of a.
        CollectionAssert.AreEqual(new[] { (1, 2, 2), (0, 1, 2), (2, 0, 1) }, evaluation.Confusion.MostConfused(9).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1 }, evaluation.Confusion.MostConfusedClasses(2).ToArray());
    }

    [TestMethod]
    public void There_is_no_evaluation_of_nothing() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Evaluation(["a"], []));

    private static Evaluation Evaluate(Row[] rows) => new(
        ["a", "b", "c", "d", "e", "f"], [.. rows.Select((row, i) => Outcome.Of($"{i}", (int)row.Label, row.Score))]);

    private static Row[] RandomRows(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                int label = random.Next(Classes);
                float[] scores = [.. Enumerable.Range(0, Classes).Select(i => random.NextSingle() + (i == label ? 0.3f : 0))];
                float sum = scores.Sum();
                scores = [.. scores.Select(score => score / sum)];
                return new Row { Label = (uint)label, Score = scores, PredictedLabel = (uint)Array.IndexOf(scores, scores.Max()) };
            }),
        ];
    }

    private sealed class Row
    {
        [KeyType(Classes)]
        public uint Label { get; set; }

        [VectorType(Classes)]
        public float[] Score { get; set; } = [];

        [KeyType(Classes)]
        public uint PredictedLabel { get; set; }
    }
}
