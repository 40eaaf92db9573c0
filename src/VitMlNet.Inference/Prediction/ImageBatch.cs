using System.Runtime.ExceptionServices;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>Photographs that are read, prepared and scored together. Its memory is used again for later ones.</summary>
/// <remarks>Not thread-safe: reading and scoring follow one another.</remarks>
internal sealed class ImageBatch
{
    private readonly LoadedModel _model;
    private readonly VitImageSource[] _sources;
    private readonly VitImageException?[] _errors;
    private readonly float[] _pixels;
    private readonly ScoreBuffers _results;
    private readonly BatchLookup? _lookup;

    /// <summary>Where each photograph's pixels and results are: bad and known ones take no place, so that the model scores the others alone.</summary>
    private readonly int[] _places;

    /// <param name="model">Scores the photographs.</param>
    /// <param name="outputs">What is computed for each.</param>
    /// <param name="size">The largest number of photographs.</param>
    public ImageBatch(LoadedModel model, ScoreOutputs outputs, int size)
    {
        _model = model;
        _sources = new VitImageSource[size];
        _errors = new VitImageException?[size];
        _places = new int[size];
        _pixels = new float[checked(size * model.PixelCount)];
        _results = new ScoreBuffers(model, outputs, size);
        _lookup = outputs == ScoreOutputs.Features && model.Cache is { } cache ? new BatchLookup(cache, size) : null;
    }

    /// <summary>The number of photographs.</summary>
    public int Count { get; private set; }

    public int Size => _sources.Length;

    /// <summary>Forgets the photographs of before.</summary>
    public void Clear() => Count = 0;

    public void Add(VitImageSource source) => _sources[Count++] = source;

    /// <summary>Reads the photographs on all cores.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Prepare(CancellationToken cancellationToken)
    {
        _lookup?.Refresh();
        if (Count == 1)
            Prepare(0);
        else
            PrepareAll(cancellationToken);
    }

    /// <summary>Scores the photographs that could be read and are not known, and stores what the cache lacks.</summary>
    public void Score(RunOptions runOptions)
    {
        int good = 0;
        for (int slot = 0; slot < Count; slot++)
        {
            _places[slot] = good;
            if (_errors[slot] is not null || IsFound(slot))
                continue;
            if (_lookup?.FindSame(slot) is { } same)
            {
                _places[slot] = _places[same];
                continue;
            }

            if (slot != good)
                Pixels(slot).CopyTo(Pixels(good));
            good++;
        }

        if (good > 0)
            _model.ScoreBatch(_pixels, good, _results, runOptions);
        _lookup?.Store(Count, slot => _results.Features.AsMemory(_places[slot] * _model.FeatureCount, _model.FeatureCount));
        Telemetry.BatchScored(_model.Model, good);
    }

    public string GetName(int slot) => _sources[slot].Name;

    public VitImageException? GetError(int slot) => _errors[slot];

    /// <summary>The probabilities; empty for a photograph with an error, or where they were not asked for.</summary>
    public ReadOnlySpan<float> GetScores(int slot) => Get(_results.Scores, _model.ClassCount, slot);

    /// <summary>The features; empty for a photograph with an error, or where they were not asked for.</summary>
    public ReadOnlySpan<float> GetFeatures(int slot) => IsFound(slot) ? _lookup!.GetVector(slot) : Get(_results.Features, _model.FeatureCount, slot);

    /// <summary>The attention map; empty for a photograph with an error, or where it was not asked for.</summary>
    public ReadOnlySpan<float> GetAttention(int slot) => Get(_results.Attention, _model.AttentionLength, slot);

    private ReadOnlySpan<float> Get(float[] results, int length, int slot) =>
        _errors[slot] is not null || results.Length == 0 ? [] : results.AsSpan(_places[slot] * length, length);

    private void PrepareAll(CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, Count, new ParallelOptions { CancellationToken = cancellationToken }, Prepare);
        }
        catch (AggregateException e)
        {
            // The same exception as where photographs are read one after the other.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private void Prepare(int slot)
    {
        try
        {
            _errors[slot] = null;
            _sources[slot].Read(_model.Preprocessor, Pixels(slot), _lookup?.Begin(slot));
        }
        catch (VitImageException e)
        {
            _errors[slot] = e;
            _lookup?.Forget(slot);
        }
    }

    /// <summary>Whether the photograph's features were in the cache.</summary>
    private bool IsFound(int slot) => _lookup?.IsFound(slot) ?? false;

    private Span<float> Pixels(int slot) => _pixels.AsSpan(slot * _model.PixelCount, _model.PixelCount);
}
