using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>Rows that are read, prepared and scored together. Its memory is used again for later rows.</summary>
/// <remarks>Not safe for concurrent use: reading and scoring follow one another.</remarks>
internal sealed class RowBatch
{
    private readonly ModelScorer _scorer;
    private readonly ImagePreprocessor _preprocessor;
    private readonly ImageColumn _images;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly PassedColumn?[] _passed;
    private readonly VitImageException?[] _errors;
    private readonly string[] _sources;
    private readonly float[] _pixels;
    private readonly float[] _vectors;
    private readonly float[] _attention;
    private readonly BatchLookup? _lookup;

    /// <summary>Where each row's pixels and vector are: bad and known rows take no place, so that the model scores the others alone.</summary>
    private readonly int[] _places;

    /// <param name="source">The rows as they come.</param>
    /// <param name="passed">The input columns to hand on.</param>
    /// <param name="scorer">Scores them.</param>
    /// <param name="preprocessor">Prepares them.</param>
    public RowBatch(DataViewRow source, IEnumerable<DataViewSchema.Column> passed, ModelScorer scorer, ImagePreprocessor preprocessor)
    {
        int size = scorer.Plan.Options.BatchSize;
        _scorer = scorer;
        _preprocessor = preprocessor;
        _images = ImageColumn.Create(scorer.Plan, source, size);
        _idGetter = source.GetIdGetter();
        _ids = new DataViewRowId[size];
        _passed = new PassedColumn?[source.Schema.Count];
        foreach (DataViewSchema.Column column in passed)
            _passed[column.Index] = PassedColumn.Create(source, column, size);
        _errors = new VitImageException?[size];
        _sources = new string[size];
        _places = new int[size];
        _pixels = new float[size * scorer.PixelCount];
        _vectors = new float[size * scorer.VectorLength];
        _attention = new float[size * scorer.AttentionLength];
        _lookup = scorer.Cache is { } cache ? new BatchLookup(cache, size) : null;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Reads rows until the batch is full or the rows end, and prepares their images on all cores.</summary>
    public void Fill(DataViewRowCursor source, CancellationToken cancellationToken)
    {
        Count = 0;
        while (Count < _ids.Length && !cancellationToken.IsCancellationRequested && source.MoveNext())
        {
            _images.Store(Count);
            _idGetter(ref _ids[Count]);
            foreach (PassedColumn? column in _passed)
                column?.Store(Count);
            _sources[Count] = $"row {source.Position} of the column '{_scorer.Plan.InputColumn}'";
            Count++;
        }

        _lookup?.Refresh();
        if (Count == 1)
            Prepare(0);
        else
            Parallel.For(0, Count, new ParallelOptions { CancellationToken = cancellationToken }, Prepare);
    }

    /// <summary>Scores the rows whose images could be read and are not known, and stores what the cache lacks.</summary>
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

        _scorer.Score(_pixels, good, _vectors, _attention, runOptions);
        _lookup?.Store(Count, Vector);
    }

    public DataViewRowId GetId(int slot) => _ids[slot];

    public VitImageException? GetError(int slot) => _errors[slot];

    public ReadOnlySpan<float> GetVector(int slot)
    {
        if (_errors[slot] is not null)
            return [];
        return IsFound(slot) ? _lookup!.GetVector(slot) : Vector(slot).Span;
    }

    public ReadOnlySpan<float> GetAttention(int slot) => _errors[slot] is not null
        ? []
        : _attention.AsSpan(_places[slot] * _scorer.AttentionLength, _scorer.AttentionLength);

    public PassedColumn<T> GetPassed<T>(int column) => (PassedColumn<T>)_passed[column]!;

    private void Prepare(int slot)
    {
        try
        {
            _errors[slot] = null;
            _images.Read(slot, _sources[slot], _preprocessor, Pixels(slot), _lookup?.Begin(slot));
        }
        catch (VitImageException e)
        {
            _errors[slot] = e;
            _lookup?.Forget(slot);
        }
    }

    /// <summary>Whether the row's features were in the cache.</summary>
    private bool IsFound(int slot) => _lookup?.IsFound(slot) ?? false;

    private ReadOnlyMemory<float> Vector(int slot) => _vectors.AsMemory(_places[slot] * _scorer.VectorLength, _scorer.VectorLength);

    private Span<float> Pixels(int slot) => _pixels.AsSpan(slot * _scorer.PixelCount, _scorer.PixelCount);
}
