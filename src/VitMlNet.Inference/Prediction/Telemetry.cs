using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VitMlNet;

/// <summary>What predictors measure: the meter and the activity source called <c>VitMlNet</c>.</summary>
/// <remarks>
/// Names follow OpenTelemetry's conventions: dots, seconds, units in braces for what is counted, and <c>error.type</c> for failures only.
/// </remarks>
internal static class Telemetry
{
    public const string Name = "VitMlNet";
    public const string ModelTagName = "vitmlnet.model";
    public const string OperationTagName = "vitmlnet.operation";
    public const string ErrorTagName = "error.type";

    private static readonly ActivitySource s_activities = new(Name);

    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_photographs = s_meter.CreateCounter<long>(
        "vitmlnet.photographs", "{photograph}", "Photographs that were scored or could not be read.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "vitmlnet.prediction.duration",
        "s",
        "Time from the call for one photograph to its prediction.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    private static readonly Histogram<int> s_batchSize = s_meter.CreateHistogram(
        "vitmlnet.batch.size",
        "{photograph}",
        "Photographs in one run of the model.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    /// <summary>Begins the activity of one prediction; null where nobody listens.</summary>
    public static Activity? StartPrediction(VitModel model, string operation)
    {
        Activity? activity = s_activities.StartActivity($"vitmlnet.{operation}");
        if (activity is { IsAllDataRequested: true })
            activity.SetTag(ModelTagName, ModelName(model));
        return activity;
    }

    public static void PredictionDone(VitModel model, string operation, long started, Activity? activity, Exception? error)
    {
        if (error is null or VitImageException)
            PhotographDone(model, error as VitImageException);
        if (error is not null)
            activity?.SetStatus(ActivityStatusCode.Error, error.Message).SetTag(ErrorTagName, ErrorType(error));
        if (!s_duration.Enabled)
            return;
        TagList tags = Tags(model, error);
        tags.Add(OperationTagName, operation);
        s_duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
    }

    public static void PhotographDone(VitModel model, VitImageException? error)
    {
        if (s_photographs.Enabled)
            s_photographs.Add(1, Tags(model, error));
    }

    public static void BatchScored(VitModel model, int count)
    {
        if (count > 0 && s_batchSize.Enabled)
            s_batchSize.Record(count, Tags(model, null));
    }

    private static TagList Tags(VitModel model, Exception? error)
    {
        var tags = new TagList { { ModelTagName, ModelName(model) } };
        if (error is not null)
            tags.Add(ErrorTagName, ErrorType(error));
        return tags;
    }

    // The folder is of no interest, and would make the metrics of each deployment different ones.
    private static string ModelName(VitModel model) => Path.GetFileName(model.Path);

    private static string ErrorType(Exception error) => error is VitImageException image ? image.Reason.ToString() : error.GetType().FullName!;
}
