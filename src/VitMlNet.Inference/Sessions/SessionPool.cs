namespace VitMlNet;

/// <summary>The sessions of this process, so that each model and precision has one copy of its weights in memory. Thread-safe.</summary>
internal static class SessionPool
{
    private static readonly List<PooledSession> s_sessions = [];
    private static readonly Lock s_gate = new();

    /// <summary>Finds the session for a model and options, or adds a new one; either way with one reference more.</summary>
    /// <exception cref="VitModelException">A file of the model cannot be read.</exception>
    public static PooledSession Acquire(VitModel model, VitSessionOptions options)
    {
        lock (s_gate)
        {
            PooledSession? session = Find(model, options);
            if (session is null)
                s_sessions.Add(session = new PooledSession(model, options.Clone()));
            session.References++;
            return session;
        }
    }

    public static void AddReference(PooledSession session)
    {
        lock (s_gate)
            session.References++;
    }

    public static void Release(PooledSession session)
    {
        lock (s_gate)
        {
            if (--session.References > 0)
                return;
            s_sessions.Remove(session);
        }

        session.Dispose();
    }

    private static PooledSession? Find(VitModel model, VitSessionOptions options)
    {
        string version = model.Version;
        if (s_sessions.Find(session => session.HasOptions(options) && session.Versions.Contains(version)) is { } known)
            return known;

        // Copies of one model at several places, such as in several saved pipelines, are recognized by their bytes.
        if (s_sessions.Find(session => session.MayServe(model, options) && session.HasBytesOf(model)) is not { } copy)
            return null;
        copy.Versions.Add(version);
        return copy;
    }
}
