using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VitMlNet.Inference.Tests;

/// <summary>Metrics and traces, by the names that dashboards use.</summary>
[TestClass]
public sealed class TelemetryTests(TestContext context)
{
    [TestMethod]
    public async Task Photographs_durations_and_batches_are_measured()
    {
        using var scene = new Scene(5);
        VitModel model = OpenUnderOwnName(scene);
        using var measured = new Measured(Path.GetFileName(model.Path));
        using var predictor = new VitPredictor(model, new VitPredictorOptions { BatchSize = 4 });
        predictor.Classify(scene.Paths[0]);
        await predictor.FeaturizeAsync(scene.Paths[1], context.CancellationToken);
        File.WriteAllText(scene.Paths[4], "no picture");
        Assert.ThrowsExactly<VitImageException>(() => predictor.Classify(scene.Paths[4]));
        Assert.Throws<OperationCanceledException>(() => predictor.Classify(scene.Paths[0], new CancellationToken(true)));
        await predictor.ClassifyManyAsync(scene.Paths, context.CancellationToken).ToArrayAsync(context.CancellationToken);

        CollectionAssert.AreEquivalent(
            new[] { "1 error.type=UnknownFormat", "1 error.type=UnknownFormat", "1", "1", "1", "1", "1", "1" }, measured["vitmlnet.photographs"]);
        CollectionAssert.AreEquivalent(new[] { "1", "1", "4" }, measured["vitmlnet.batch.size"]);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "s vitmlnet.operation=classify",
                "s vitmlnet.operation=featurize",
                "s error.type=UnknownFormat vitmlnet.operation=classify",
                "s error.type=System.OperationCanceledException vitmlnet.operation=classify",
            },
            measured["vitmlnet.prediction.duration"]);
    }

    [TestMethod]
    public void A_prediction_is_an_activity()
    {
        using var scene = new Scene(1);
        VitModel model = OpenUnderOwnName(scene);
        string name = Path.GetFileName(model.Path);
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "VitMlNet",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (name.Equals(activity.GetTagItem("vitmlnet.model")))
                    activities.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var predictor = new VitPredictor(model);
        using (Activity request = new Activity("request").Start())
        {
            predictor.Featurize(scene.Paths[0]);
            Assert.ThrowsExactly<VitImageException>(() => predictor.Classify("absent.png"));
            Assert.IsTrue(activities.All(activity => activity.ParentId == request.Id));
        }

        Activity[] done = [.. activities];
        CollectionAssert.AreEqual(new[] { "vitmlnet.featurize", "vitmlnet.classify" }, done.Select(activity => activity.OperationName).ToArray());
        Assert.AreEqual((ActivityStatusCode.Unset, null), (done[0].Status, done[0].GetTagItem("error.type")));
        Assert.AreEqual((ActivityStatusCode.Error, "Unreadable"), (done[1].Status, done[1].GetTagItem("error.type")));
        Assert.Contains("absent.png", done[1].StatusDescription!);
    }

    /// <summary>Tests run beside each other, and the meter is the process's.</summary>
    private static VitModel OpenUnderOwnName(Scene scene)
    {
        string path = scene.Folder.File($"{Guid.NewGuid():N}.onnx");
        File.Copy(scene.Model.Path, path);
        return VitModel.Open(path);
    }

    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, string Text)> _measurements = new();

        public Measured(string model)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "VitMlNet")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, $"{value}", tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, $"{value}", tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value is >= 0 and < 60 ? "s" : "wrong", tags));
            _listener.Start();

            void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            {
                KeyValuePair<string, object?>[] all = tags.ToArray();
                if (all.Any(tag => tag.Key == "vitmlnet.model" && model.Equals(tag.Value)))
                    _measurements.Enqueue((instrument.Name, string.Join(' ', all.Where(tag => tag.Key != "vitmlnet.model").Select(tag => $"{tag.Key}={tag.Value}").Prepend(value))));
            }
        }

        public string[] this[string name] => [.. _measurements.Where(measurement => measurement.Name == name).Select(measurement => measurement.Text)];

        public void Dispose() => _listener.Dispose();
    }
}
