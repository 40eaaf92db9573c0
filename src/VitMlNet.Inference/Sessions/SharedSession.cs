using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>
/// A reference to the one session that a process has for a model and equal options, whichever file the model was opened from. The
/// session is opened with the first reference and closed with the last; a run under way is a reference too. Thread-safe.
/// </summary>
internal sealed class SharedSession : IDisposable
{
    private readonly PooledSession _session;
    private bool _disposed;

    private SharedSession(PooledSession session) => _session = session;

    /// <summary>How often the session has run.</summary>
    public long Runs => Interlocked.Read(ref _session.Runs);

    /// <summary>How many images the session has scored.</summary>
    public long Images => Interlocked.Read(ref _session.Images);

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public static SharedSession Open(VitModel model, VitSessionOptions options)
    {
        var session = new SharedSession(SessionPool.Acquire(model, options));
        try
        {
            session._session.EnsureOpen();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Another reference to the same session.</summary>
    /// <exception cref="ObjectDisposedException">This reference has been disposed.</exception>
    public SharedSession AddReference()
    {
        lock (_session)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VitModel));
            SessionPool.AddReference(_session);
            return new SharedSession(_session);
        }
    }

    /// <summary>Runs the model on images, and copies some of its outputs.</summary>
    /// <param name="pixels">The pixels of all images.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="results">Receive [count, length], one for each output.</param>
    /// <param name="runOptions">Lets the caller stop the run.</param>
    /// <exception cref="ObjectDisposedException">This reference has been disposed.</exception>
    /// <exception cref="VitModelException">An output has another size.</exception>
    public void Run(Memory<float> pixels, int count, ModelOutput[] outputs, ReadOnlySpan<Memory<float>> results, RunOptions runOptions)
    {
        using SharedSession reference = AddReference();
        Interlocked.Increment(ref _session.Runs);
        Interlocked.Add(ref _session.Images, count);
        using var feed = new ModelFeed(_session.Input, pixels, count);
        string[] names = Array.ConvertAll(outputs, output => output.Name);
        using IDisposableReadOnlyCollection<OrtValue> values = _session.EnsureOpen().Run(runOptions, feed.Names, feed.Values, names);
        for (int i = 0; i < outputs.Length; i++)
            OutputRows.Copy(values[i], outputs[i], results[i].Span, count, _session.Path);
    }

    public void Dispose()
    {
        lock (_session)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        SessionPool.Release(_session);
    }
}
