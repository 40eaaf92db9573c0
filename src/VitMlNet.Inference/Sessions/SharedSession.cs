using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>
/// A hold on the one session that a process has for a model file and a set of options. The session opens with the first hold and
/// closes with the last; a call that is under way holds it too. Safe for use by many threads at once.
/// </summary>
internal sealed class SharedSession : IDisposable
{
    private static readonly Dictionary<SessionKey, Entry> Sessions = [];
    private static readonly Lock Gate = new();

    private readonly Entry _entry;
    private bool _disposed;

    private SharedSession(Entry entry) => _entry = entry;

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public static SharedSession Acquire(VitModel model, VitSessionOptions options)
    {
        var key = new SessionKey(model, options);
        Entry? entry;
        lock (Gate)
        {
            if (!Sessions.TryGetValue(key, out entry))
                Sessions.Add(key, entry = new Entry(key, model.Input.Name, () => SessionFactory.Open(model, options)));
            entry.Holds++;
        }

        var session = new SharedSession(entry);
        try
        {
            _ = entry.Session.Value;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Another hold on the same session.</summary>
    /// <exception cref="ObjectDisposedException">This hold has been disposed.</exception>
    public SharedSession Share()
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VitImageTransformer));
            _entry.Holds++;
            return new SharedSession(_entry);
        }
    }

    /// <summary>Runs the model on images, and copies some of its outputs.</summary>
    /// <param name="pixels">[count, height, width, 3].</param>
    /// <param name="shape">The shape of <paramref name="pixels"/>.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="results">Take [count, length], one for each output: the first values of each image, all of them unless the output is one of tokens.</param>
    /// <param name="runOptions">Lets the caller stop the run.</param>
    /// <exception cref="ObjectDisposedException">This hold has been disposed.</exception>
    /// <exception cref="VitModelException">An output has another size.</exception>
    public void Run(Memory<float> pixels, long[] shape, string[] outputs, ReadOnlySpan<Memory<float>> results, RunOptions runOptions)
    {
        using SharedSession hold = Share();
        Interlocked.Increment(ref hold._entry.Calls);
        Interlocked.Add(ref hold._entry.Images, shape[0]);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels, shape);
        using IDisposableReadOnlyCollection<OrtValue> values =
            hold._entry.Session.Value.Run(runOptions, [hold._entry.Input], [input], outputs);
        for (int i = 0; i < outputs.Length; i++)
            hold.CopyRows(values[i].GetTensorDataAsSpan<float>(), results[i].Span, (int)shape[0], outputs[i]);
    }

    private void CopyRows(ReadOnlySpan<float> values, Span<float> results, int count, string output)
    {
        int from = values.Length / count, to = results.Length / count;
        if (from * count != values.Length || from < to || from % to != 0)
            throw new VitModelException($"{to} values for each of {count} images are expected in the output '{output}', and the model gave {values.Length} in all. Export it again with a batch dimension that is open throughout.", _entry.Key.Path);
        for (int row = 0; row < count; row++)
            values.Slice(row * from, to).CopyTo(results.Slice(row * to, to));
    }

    /// <summary>How often the session has run.</summary>
    public long Calls => Interlocked.Read(ref _entry.Calls);

    /// <summary>How many images the session has scored.</summary>
    public long Images => Interlocked.Read(ref _entry.Images);

    public void Dispose()
    {
        lock (Gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (--_entry.Holds > 0)
                return;
            Sessions.Remove(_entry.Key);
        }

        if (_entry.Session.IsValueCreated)
            _entry.Session.Value.Dispose();
    }

    /// <summary>The file as it is now: one that is written again gets a session of its own.</summary>
    private readonly record struct SessionKey(string Path, DateTime Written, VitSessionOptions Options)
    {
        public SessionKey(VitModel model, VitSessionOptions options)
            : this(model.Path, File.GetLastWriteTimeUtc(model.Path), options)
        {
        }
    }

    private sealed class Entry(SessionKey key, string input, Func<InferenceSession> open)
    {
        public SessionKey Key => key;

        /// <summary>The name of the input of pixels.</summary>
        public string Input => input;

        public Lazy<InferenceSession> Session { get; } = new(open);

        public int Holds { get; set; }

        public long Calls;

        public long Images;
    }
}
