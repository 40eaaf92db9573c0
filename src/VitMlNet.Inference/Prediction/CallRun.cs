using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>One run of the model for calls that were waiting when it began.</summary>
/// <param name="model">Scores the photographs; not disposed here.</param>
/// <param name="calls">At least one.</param>
/// <param name="usesAllCores">Whether it is the only run, of one photograph, rather than one beside others.</param>
internal sealed class CallRun(LoadedModel model, IReadOnlyList<ScoreCall> calls, bool usesAllCores) : IDisposable
{
    private readonly RunOptions _options = new();

    /// <summary>The number of callers that have not left; changed under the queue's lock.</summary>
    public int Callers { get; set; } = calls.Count;

    /// <summary>Ends the run early, since no caller is left.</summary>
    public void Stop() => _options.Terminate = true;

    /// <summary>Scores the photographs and completes the calls, with the results or with what went wrong.</summary>
    public void Execute()
    {
        try
        {
            if (calls.Count == 1)
                Score(calls[0].PixelArray, calls[0].Results);
            else
                ScoreTogether();
            Telemetry.BatchScored(model.Model, calls.Count);
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the callers, and not to the thread that they share.
            foreach (ScoreCall call in calls)
                call.Completion.TrySetException(e);
            return;
        }

        foreach (ScoreCall call in calls)
            call.Completion.TrySetResult();
    }

    /// <summary>Releases the calls; called under the queue's lock, so that nobody stops a run that has ended.</summary>
    public void Dispose()
    {
        _options.Dispose();
        foreach (ScoreCall call in calls)
        {
            call.Run = null;
            call.Dispose();
        }
    }

    private void ScoreTogether()
    {
        ScoreOutputs outputs = calls.Aggregate(ScoreOutputs.None, (all, call) => all | call.Results.Outputs);
        var results = new ScoreBuffers(model, outputs, calls.Count);
        float[] pixels = ArrayPool<float>.Shared.Rent(calls.Count * model.PixelCount);
        try
        {
            for (int i = 0; i < calls.Count; i++)
                calls[i].Pixels.CopyTo(pixels.AsSpan(i * model.PixelCount));
            Score(pixels, results);
            for (int i = 0; i < calls.Count; i++)
                results.CopyTo(calls[i].Results, i);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    private void Score(float[] pixels, ScoreBuffers results)
    {
        if (usesAllCores)
            model.Score(pixels, calls.Count, results, _options);
        else
            model.ScoreBatch(pixels, calls.Count, results, _options);
    }
}
