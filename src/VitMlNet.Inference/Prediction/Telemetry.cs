using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VitMlNet;

/// <summary>What predictors measure: the meter and the activity source called <c>VitMlNet</c>.</summary>
internal static class Telemetry
{
    public const string Name = "VitMlNet";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_photographs = s_meter.CreateCounter<long>(
        "vitmlnet.photographs", "{photograph}", "Photographs that were scored or could not be read.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "vitmlnet.prediction.duration", "s", "Time from the call for one photograph to its prediction.");

    private static readonly Histogram<int> s_batchSize = s_meter.CreateHistogram<int>(
        "vitmlnet.batch.size", "{photograph}", "Photographs in one run of the model.");

    public static void BatchScored(VitModel model, int count)
    {
        if (count > 0)
            s_batchSize.Record(count, ModelTag(model));
    }

    /// <param name="model">The model.</param>
    /// <param name="error">The kind of error; null for a photograph that was scored.</param>
    public static void PhotographDone(VitModel model, VitImageErrorReason? error)
    {
        if (s_photographs.Enabled)
            s_photographs.Add(1, ModelTag(model), new("error.type", error?.ToString()));
    }

    public static void PredictionDone(VitModel model, string operation, long started, Exception? error)
    {
        PhotographDone(model, (error as VitImageException)?.Reason);
        if (s_duration.Enabled)
            s_duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, ModelTag(model), new("vitmlnet.operation", operation), new("error.type", error?.GetType().Name));
    }

    private static KeyValuePair<string, object?> ModelTag(VitModel model) => new("vitmlnet.model", Path.GetFileName(model.Path));
}
