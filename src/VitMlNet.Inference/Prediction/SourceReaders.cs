namespace VitMlNet;

/// <summary>Fills batches from an enumeration of photographs.</summary>
internal sealed class EnumerableReader(IEnumerable<VitImageSource> sources) : IBatchFiller
{
    private readonly IEnumerator<VitImageSource> _sources = sources.GetEnumerator();

    public ValueTask FillAsync(ImageBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < batch.Size && _sources.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(batch, _sources.Current);
        }

        return ValueTask.CompletedTask;
    }

    public static void Add(ImageBatch batch, VitImageSource? source) =>
        batch.Add(source ?? throw new ArgumentException($"A {nameof(VitImageSource)} is expected for each photograph, and one of those given is null. "
            + "Leave it out."));

    public ValueTask DisposeAsync()
    {
        _sources.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Fills batches from an asynchronous enumeration of photographs.</summary>
internal sealed class AsyncEnumerableReader(IAsyncEnumerable<VitImageSource> sources) : IBatchFiller
{
    private IAsyncEnumerator<VitImageSource>? _sources;

    public async ValueTask FillAsync(ImageBatch batch, CancellationToken cancellationToken)
    {
        _sources ??= sources.GetAsyncEnumerator(cancellationToken);
        while (batch.Count < batch.Size && await _sources.MoveNextAsync().ConfigureAwait(false))
            EnumerableReader.Add(batch, _sources.Current);
    }

    public ValueTask DisposeAsync() => _sources?.DisposeAsync() ?? default;
}
