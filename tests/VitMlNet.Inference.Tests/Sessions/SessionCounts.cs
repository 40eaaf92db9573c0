namespace VitMlNet.Inference.Tests;

/// <summary>How often a model has run since this object was created, in all sessions that a predictor with some options uses.</summary>
internal sealed class SessionCounts : IDisposable
{
    private readonly SharedSession[] _sessions;
    private readonly long _runs;
    private readonly long _images;

    public SessionCounts(VitModel model, VitSessionOptions? options = null, bool batches = true)
    {
        options ??= new VitSessionOptions();
        VitSessionOptions[] all = batches ? [options, ModelSessions.GetBatchOptions(model, options)] : [options];
        _sessions = [.. all.Distinct().Select(one => SharedSession.Open(model, one))];
        (_runs, _images) = (_sessions.Sum(session => session.Runs), _sessions.Sum(session => session.Images));
    }

    public long Runs => _sessions.Sum(session => session.Runs) - _runs;

    public long Images => _sessions.Sum(session => session.Images) - _images;

    public void Dispose() => Array.ForEach(_sessions, session => session.Dispose());
}
