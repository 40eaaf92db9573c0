using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Batching;

/// <summary>The batch way: the same results as the row way, in order, lazily, and no more work than was asked for.</summary>
[TestClass]
public sealed class BatchedScoringTests
{
    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(1, 7)]
    [DataRow(4, 1)]
    [DataRow(4, 4)]
    [DataRow(4, 23)]
    [DataRow(32, 23)]
    public void Batches_and_single_rows_give_the_same_results(int batchSize, int count)
    {
        using var scene = new Scene(count, batchSize);
        Scored[] batched = [.. scene.Context.Data.CreateEnumerable<Scored>(scene.Transformer.Transform(scene.Data), reuseRowObject: false)];
        using PredictionEngine<NumberedPhoto, Scored> engine = scene.Context.Model.CreateVitPredictionEngine<NumberedPhoto, Scored>(scene.Transformer);

        Assert.HasCount(count, batched);
        for (int i = 0; i < count; i++)
        {
            Scored single = engine.Predict(scene.Photos[i]);
            CollectionAssert.AreEqual(single.Score, batched[i].Score, $"row {i}");
            Assert.AreEqual(single.PredictedLabel, batched[i].PredictedLabel);
            Assert.AreEqual(1f, batched[i].Score.Sum(), 1e-5f);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Batches_that_run_at_the_same_time_keep_their_order(int batchSize)
    {
        using var scene = new Scene(50, batchSize, threads: 1);
        Passed[] rows = [.. scene.Context.Data.CreateEnumerable<Passed>(scene.Transformer.Transform(scene.Data), reuseRowObject: false)];
        using PredictionEngine<NumberedPhoto, Scored> engine = scene.Context.Model.CreateVitPredictionEngine<NumberedPhoto, Scored>(scene.Transformer);
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), rows.Select(row => row.Number).ToArray());
        foreach (Passed row in rows)
            CollectionAssert.AreEqual(engine.Predict(scene.Photos[row.Number]).Score, row.Score);
    }

    [TestMethod]
    public void Columns_that_are_handed_on_keep_their_rows()
    {
        using var scene = new Scene(21, batchSize: 4);
        IDataView scored = scene.Transformer.Transform(scene.Data);
        Passed[] rows = [.. scene.Context.Data.CreateEnumerable<Passed>(scored, reuseRowObject: false)];
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(i, rows[i].Number);
            Assert.AreEqual(scene.Photos[i].ImagePath, rows[i].ImagePath);
            CollectionAssert.AreEqual(scene.Photos[i].Weights, rows[i].Weights);
        }
    }

    [TestMethod]
    public void Shuffled_rows_keep_their_own_scores()
    {
        using var scene = new Scene(40, batchSize: 8);
        IDataView scored = scene.Transformer.Transform(scene.Data);
        Dictionary<int, Passed> plain = scene.Context.Data.CreateEnumerable<Passed>(scored, false).ToDictionary(row => row.Number);
        IDataView shuffled = scene.Context.Data.ShuffleRows(scored, seed: 3);
        Passed[] rows = [.. scene.Context.Data.CreateEnumerable<Passed>(shuffled, false)];
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 40).ToArray(), rows.Select(row => row.Number).ToArray());
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 40).ToArray(), rows.Select(row => row.Number).ToArray());
        foreach (Passed row in rows)
            CollectionAssert.AreEqual(plain[row.Number].Score, row.Score);
    }

    [TestMethod]
    public void Each_batch_is_one_run_of_the_model()
    {
        using var scene = new Scene(20, batchSize: 8);
        long before = scene.Runs;
        scene.Context.Data.CreateEnumerable<Scored>(scene.Transformer.Transform(scene.Data), true).Count();
        Assert.AreEqual(3, scene.Runs - before);
    }

    [TestMethod]
    public void Nothing_is_scored_before_it_is_asked_for_or_when_no_scored_column_is()
    {
        using var scene = new Scene(20, batchSize: 8);
        long before = scene.Runs;
        IDataView scored = scene.Transformer.Transform(scene.Data);
        Assert.AreEqual(scene.Data.GetRowCount(), scored.GetRowCount());
        Assert.AreEqual(20, scored.GetColumn<int>("Number").Count());
        using (scored.GetRowCursor(scored.Schema))
        {
        }

        Assert.AreEqual(before, scene.Runs);
    }

    [TestMethod]
    public void Taking_a_few_rows_scores_a_few_batches()
    {
        using var scene = new Scene(100, batchSize: 4);
        long before = scene.Runs;
        IDataView few = scene.Context.Data.TakeRows(scene.Transformer.Transform(scene.Data), 3);
        Assert.AreEqual(3, few.GetColumn<string>("PredictedLabel").Count());
        Assert.IsLessThanOrEqualTo(Environment.ProcessorCount + 1, scene.Runs - before, "a batch on each core, and the next one");
    }

    [TestMethod]
    public void A_cache_scores_once()
    {
        using var scene = new Scene(20, batchSize: 8);
        long before = scene.Runs;
        IDataView cached = scene.Context.Data.Cache(scene.Transformer.Transform(scene.Data), "Score", "PredictedLabel");
        for (int i = 0; i < 3; i++)
            Assert.AreEqual(20, cached.GetColumn<float[]>("Score").Count());
        Assert.AreEqual(3, scene.Runs - before);
    }

    [TestMethod]
    public void A_preview_shows_the_columns()
    {
        using var scene = new Scene(20, batchSize: 8);
        DataDebuggerPreview preview = scene.Transformer.Transform(scene.Data).Preview(maxRows: 5);
        Assert.HasCount(5, preview.RowView);
        CollectionAssert.IsSubsetOf(new[] { "ImagePath", "Score", "PredictedLabel" }, preview.Schema.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void Several_cursors_run_side_by_side()
    {
        using var scene = new Scene(30, batchSize: 4);
        IDataView scored = scene.Transformer.Transform(scene.Data);
        float[][] expected = [.. scored.GetColumn<float[]>("Score")];
        Parallel.For(0, 8, _ =>
        {
            float[][] actual = [.. scored.GetColumn<float[]>("Score")];
            for (int i = 0; i < expected.Length; i++)
                CollectionAssert.AreEqual(expected[i], actual[i]);
        });
    }

    [TestMethod]
    public void A_cursor_that_is_left_early_stops_reading_ahead()
    {
        using var scene = new Scene(200, batchSize: 2);
        IDataView scored = scene.Transformer.Transform(scene.Data);
        long before = scene.Runs;
        for (int i = 0; i < 20; i++)
        {
            using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
            Assert.IsTrue(cursor.MoveNext());
        }

        // Disposing waits for what is under way: at most a batch on each core and the one read ahead were scored, of 100 each time.
        long runs = scene.Runs - before;
        Assert.IsLessThanOrEqualTo(20 * (Environment.ProcessorCount + 1), runs);
    }

    [TestMethod]
    public async Task A_cursor_that_another_thread_disposes_of_stops()
    {
        using var scene = new Scene(5_000, batchSize: 16);
        IDataView scored = scene.Transformer.Transform(scene.Data);
        for (int i = 0; i < 20; i++)
        {
            DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
            using var started = new ManualResetEventSlim();
            Task<long> moving = Task.Run(() =>
            {
                long rows = 0;
                while (cursor.MoveNext())
                {
                    rows++;
                    started.Set();
                }

                return rows;
            });
            started.Wait();
            cursor.Dispose();
            try
            {
                Assert.IsLessThan(5_000, await moving);
            }
            catch (OperationCanceledException)
            {
                // It was scoring, or about to.
            }
        }
    }

    [TestMethod]
    public void Id_and_position_are_those_of_the_rows()
    {
        using var scene = new Scene(11, batchSize: 4);
        IDataView scored = scene.Transformer.Transform(scene.Data);
        using DataViewRowCursor expected = scene.Data.GetRowCursor(scene.Data.Schema);
        using DataViewRowCursor actual = scored.GetRowCursor(scored.Schema);
        ValueGetter<DataViewRowId> expectedGetter = expected.GetIdGetter();
        ValueGetter<DataViewRowId> actualGetter = actual.GetIdGetter();
        DataViewRowId expectedId = default;
        DataViewRowId actualId = default;
        while (expected.MoveNext())
        {
            Assert.IsTrue(actual.MoveNext());
            expectedGetter(ref expectedId);
            actualGetter(ref actualId);
            Assert.AreEqual(expectedId, actualId);
            Assert.AreEqual(expected.Position, actual.Position);
        }

        Assert.IsFalse(actual.MoveNext());
        Assert.IsFalse(actual.MoveNext());
        Assert.AreEqual(-1, actual.Position);
    }
}
