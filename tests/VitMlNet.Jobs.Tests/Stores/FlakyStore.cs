namespace VitMlNet.Jobs.Tests.Stores;

/// <summary>A store whose first calls fail.</summary>
internal sealed class FlakyStore(IVitObjectStore store, int failures, bool passing = true) : IVitObjectStore
{
    private int _left = failures;

    public int Calls { get; private set; }

    public string Address => store.Address;

    public Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default) =>
        Call(() => store.ListPageAsync(prefix, continuation, cancellationToken));

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default) => Call(() => store.OpenReadAsync(key, cancellationToken));

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default) => Call(() => store.FindLengthAsync(key, cancellationToken));

    public Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default) =>
        Call(() => store.ReadRangeAsync(key, offset, count, cancellationToken));

    public Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default) =>
        Call(() => store.TryPutAsync(key, content, cancellationToken));

    private T Call<T>(Func<T> call)
    {
        Calls++;
        if (_left == 0)
            return call();
        _left--;
        throw new VitObjectStoreException("it is not there at the moment.", Address) { IsTransient = passing };
    }
}
