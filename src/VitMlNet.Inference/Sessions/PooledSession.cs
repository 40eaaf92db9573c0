using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>A session in the <see cref="SessionPool"/>, opened when it is first needed.</summary>
internal sealed class PooledSession(VitModel model, VitSessionOptions options) : IDisposable
{
    private readonly Lazy<InferenceSession> _session = new(() => SessionFactory.Open(model, options));

    public string Path => model.Path;

    /// <summary>The name of the input of pixels.</summary>
    public string Input => model.Input.Name;

    /// <summary>The versions of the files that have been found to hold this model; changed under the pool's lock.</summary>
    public List<string> Versions { get; } = [model.Version];

    /// <summary>The number of references; changed under the pool's lock.</summary>
    public int References { get; set; }

    public long Runs;

    public long Images;

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public InferenceSession EnsureOpen() => _session.Value;

    /// <summary>Whether a session for a model and options could be this one, as far as can be told without reading weights.</summary>
    public bool MayServe(VitModel other, VitSessionOptions otherOptions) =>
        HasOptions(otherOptions)
        && other.Metadata.Count == model.Metadata.Count
        && other.Metadata.All(entry => model.Metadata.TryGetValue(entry.Key, out string? value) && value == entry.Value)
        && other.Input == model.Input
        && other.Outputs.SequenceEqual(model.Outputs);

    public bool HasOptions(VitSessionOptions other) =>
        (options.ExecutionProvider, options.DeviceId, options.FallbackToCpu, options.ThreadCount)
        == (other.ExecutionProvider, other.DeviceId, other.FallbackToCpu, other.ThreadCount);

    /// <summary>Whether another model has the same bytes, which are hashed for this.</summary>
    public bool HasBytesOf(VitModel other) => other.GetHashes().SequenceEqual(model.GetHashes());

    public void Dispose()
    {
        if (_session.IsValueCreated)
            _session.Value.Dispose();
    }
}
