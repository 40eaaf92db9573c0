using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>A session in the <see cref="SessionPool"/>, opened when it is first needed.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How it is run.</param>
/// <param name="weights">The model's mapped weights, which sessions share; null where the session reads them itself.</param>
internal sealed class PooledSession(VitModel model, VitSessionOptions options, Lazy<MappedWeights?> weights) : IDisposable
{
    private readonly Lazy<InferenceSession> _session = new(() => OpenUnchanged(model, options, weights));
    private volatile string[]? _hashes;

    public string Path => model.Path;

    /// <summary>The input of pixels.</summary>
    public ModelInput Input => model.Input;

    /// <summary>The versions of the files that have been found to hold this model; changed under the pool's lock.</summary>
    public List<string> Versions { get; } = [model.Version];

    /// <summary>The mapped weights, the same object for all sessions of the model; mapped when they are first needed.</summary>
    public Lazy<MappedWeights?> Weights => weights;

    /// <summary>The number of references; changed under the pool's lock.</summary>
    public int References { get; set; }

    public bool IsOnCpu => options.ExecutionProvider == VitExecutionProvider.Cpu;

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
        (options.ExecutionProvider, options.DeviceId, options.FallbackToCpu, options.ThreadCount, options.PreparedModels?.Folder)
        == (other.ExecutionProvider, other.DeviceId, other.FallbackToCpu, other.ThreadCount, other.PreparedModels?.Folder);

    /// <summary>Whether another model has the same bytes, which are hashed for this.</summary>
    /// <remarks>A model whose files have been replaced since cannot be hashed any more, and is another one then.</remarks>
    public bool HasBytesOf(VitModel other)
    {
        if (_hashes is null)
        {
            if (!model.IsUnchanged)
                return false;
            string[] hashes = [.. model.GetHashes()];
            if (!model.IsUnchanged)
                return false;
            _hashes = hashes;
        }

        return other.GetHashes().SequenceEqual(_hashes) && other.IsUnchanged;
    }

    /// <exception cref="VitModelException">The model's files have been replaced since it was opened.</exception>
    public static void ThrowIfChanged(VitModel model)
    {
        if (!model.IsUnchanged)
            throw new VitModelException("the file that was opened is expected, and another one has taken its place since. "
                + $"Call {nameof(VitModel)}.{nameof(VitModel.Open)} again.", model.Path);
    }

    public void Dispose()
    {
        if (_session.IsValueCreated)
            _session.Value.Dispose();
    }

    // The weights must belong to the header that was read before them.
    private static InferenceSession OpenUnchanged(VitModel model, VitSessionOptions options, Lazy<MappedWeights?> weights)
    {
        ThrowIfChanged(model);

        // A prepared copy leaves open what the file does, so that models of open sizes are opened with theirs instead.
        bool mayBePrepared = options.ExecutionProvider == VitExecutionProvider.Cpu && !model.Input.FreeDimensions.Any();
        VitPreparedModel? prepared = mayBePrepared ? options.PreparedModels?.Find(model) : null;
        InferenceSession session = (prepared is null ? null : SessionFactory.TryOpen(prepared, options)) ?? SessionFactory.Open(model, options, weights.Value);
        try
        {
            ThrowIfChanged(model);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
