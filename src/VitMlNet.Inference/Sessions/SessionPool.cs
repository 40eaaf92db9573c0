namespace VitMlNet;

/// <summary>The sessions of this process, so that each model and precision has one copy of its weights in memory. Thread-safe.</summary>
internal static class SessionPool
{
    private static readonly List<PooledSession> s_sessions = [];
    private static readonly Lock s_gate = new();

    /// <summary>Finds the session for a model and options, or adds a new one; either way with one reference more.</summary>
    /// <exception cref="VitModelException">A file of the model cannot be read, or has been replaced since it was opened.</exception>
    public static PooledSession Acquire(VitModel model, VitSessionOptions options)
    {
        PooledSession.ThrowIfChanged(model);
        var others = new HashSet<PooledSession>();
        while (true)
        {
            PooledSession[] candidates;
            lock (s_gate)
            {
                if (s_sessions.Find(session => session.HasOptions(options) && session.Versions.Contains(model.Version)) is { } known)
                    return AddReferenceTo(known);
                candidates = [.. s_sessions.Where(session => !others.Contains(session) && session.MayServe(model, options))];
                if (candidates.Length == 0)
                {
                    var created = new PooledSession(model, options.Clone(), FindWeights(model, options));
                    s_sessions.Add(created);
                    return AddReferenceTo(created);
                }
            }

            // Copies of one model at several places, such as in several saved pipelines, are recognized by their bytes. Hashing weights
            // takes seconds, during which other sessions are in use.
            foreach (PooledSession candidate in candidates)
            {
                if (!candidate.HasBytesOf(model))
                    others.Add(candidate);
                else if (TryAddCopy(candidate, model))
                    return candidate;
            }
        }
    }

    public static void AddReference(PooledSession session)
    {
        lock (s_gate)
            session.References++;
    }

    public static void Release(PooledSession session)
    {
        bool isLast;
        lock (s_gate)
        {
            if (--session.References > 0)
                return;
            s_sessions.Remove(session);
            isLast = !s_sessions.Exists(other => ReferenceEquals(other.Weights, session.Weights));
        }

        session.Dispose();
        if (isLast && session.Weights.IsValueCreated)
            session.Weights.Value?.Dispose();
    }

    private static bool TryAddCopy(PooledSession session, VitModel copy)
    {
        lock (s_gate)
        {
            if (!s_sessions.Contains(session))
                return false;
            session.Versions.Add(copy.Version);
            AddReferenceTo(session);
            return true;
        }
    }

    /// <summary>The weights of another session of the model, or new ones; called under the lock.</summary>
    private static Lazy<MappedWeights?> FindWeights(VitModel model, VitSessionOptions options)
    {
        if (options.ExecutionProvider != VitExecutionProvider.Cpu)
            return new Lazy<MappedWeights?>(() => null);
        PooledSession? other = s_sessions.Find(session => session.IsOnCpu && session.Versions.Contains(model.Version));
        return other?.Weights ?? new Lazy<MappedWeights?>(() => MappedWeights.TryMap(model));
    }

    private static PooledSession AddReferenceTo(PooledSession session)
    {
        session.References++;
        return session;
    }
}
