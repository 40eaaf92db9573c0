using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace VitMlNet;

/// <summary>What <c>mlContext.Log</c> is told while rows are scored: how many, how fast, and which are left out.</summary>
internal sealed class ScoringMessages
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly IChannel? _channel;
    private readonly string _step;
    private readonly long? _total;
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _reported;
    private long _done;

    /// <param name="catalog">Whose context has the log.</param>
    /// <param name="plan">What is scored.</param>
    /// <param name="total">The number of rows, where it is known.</param>
    public ScoringMessages(TransformsCatalog catalog, ScoringPlan plan, long? total)
    {
        (_step, _total) = (plan.IsClassification ? "VitClassifyImage" : "VitFeaturizeImage", total);
        _channel = FindEnvironment(catalog)?.Start(_step);
    }

    /// <summary>Adds scored rows; every few seconds there is a message.</summary>
    public void Report(int rows)
    {
        _done += rows;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        if (elapsed - _reported < s_interval)
            return;
        _reported = elapsed;
        Say(elapsed);
    }

    /// <summary>Says how many rows were scored, where that took time.</summary>
    public void Finish()
    {
        if (_done > 0)
            Say(Stopwatch.GetElapsedTime(_started));
        _channel?.Dispose();
    }

    public void Warn(string text) => _channel?.Warning(MessageSensitivity.UserData, text);

    private void Say(TimeSpan elapsed) => _channel?.Info(MessageSensitivity.None, string.Create(
        CultureInfo.InvariantCulture,
        $"{_done}{(_total is { } total ? $" of {total}" : "")} photographs, {_done / Math.Max(elapsed.TotalSeconds, 1e-3):0.#} a second"));

    /// <summary>The environment behind a catalog, which ML.NET keeps to itself; null where a later version has it elsewhere.</summary>
    private static IHostEnvironment? FindEnvironment(TransformsCatalog catalog)
    {
        try
        {
            return Environment(catalog);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    private static extern ref IHostEnvironment Environment(TransformsCatalog catalog);
}
