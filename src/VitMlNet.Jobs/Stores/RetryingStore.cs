using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace VitMlNet;

/// <summary>A store whose calls are tried again, after pauses that grow, as long as the error may pass.</summary>
internal sealed class RetryingStore : IVitObjectStore
{
    /// <summary>With the pauses, about a minute and a half.</summary>
    private const int MostRetries = 9;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    private readonly IVitObjectStore _store;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="store">The store.</param>
    /// <param name="onRetry">Receives what went wrong, the number of the try that follows, and the pause before it.</param>
    public RetryingStore(IVitObjectStore store, Action<Exception, int, TimeSpan> onRetry)
    {
        _store = store;
        _pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                MaxRetryAttempts = MostRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(300),
                MaxDelay = s_longestPause,
                OnRetry = retry =>
                {
                    onRetry(retry.Outcome.Exception!, retry.AttemptNumber + 2, retry.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public string Address => _store.Address;

    public static RetryingStore Of(IVitObjectStore store) => store as RetryingStore ?? new RetryingStore(store, (_, _, _) => { });

    public Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default) =>
        RetryAsync(prefix, token => _store.ListPageAsync(prefix, continuation, token), cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default) =>
        RetryAsync(key, token => _store.OpenReadAsync(key, token), cancellationToken);

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default) =>
        RetryAsync(key, token => _store.FindLengthAsync(key, token), cancellationToken);

    public Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default) =>
        RetryAsync(key, token => _store.ReadRangeAsync(key, offset, count, token), cancellationToken);

    public Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default) =>
        RetryAsync(key, token => _store.TryPutAsync(key, content, token), cancellationToken);

    public Task<bool> TryPutAsync(string key, byte[] content, CancellationToken cancellationToken = default) =>
        TryPutAsync(key, new MemoryStream(content, writable: false), cancellationToken);

    /// <summary>Lists all objects whose keys begin with a prefix.</summary>
    public async IAsyncEnumerable<VitStoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? continuation = null;
        do
        {
            VitObjectPage page = await ListPageAsync(prefix, continuation, cancellationToken).ConfigureAwait(false);
            foreach (VitStoredObject item in page.Objects)
                yield return item;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Reads an object whole, and again from its beginning where the connection breaks.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="read">Reads the stream; it is called again after an error.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>What was read, or the default if there is no such object.</returns>
    public Task<T?> ReadAsync<T>(string key, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken = default) =>
        RetryAsync(
            key,
            async token =>
            {
                Stream? stream = await _store.OpenReadAsync(key, token).ConfigureAwait(false);
                if (stream is null)
                    return default(T?);
                await using (stream)
                    return await read(stream, token).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) =>
        await FindLengthAsync(key, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<T> RetryAsync<T>(string key, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await call(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException)
        {
            throw new VitObjectStoreException($"'{key}' cannot be read: {e.Message} Check the connection.", Address, e) { IsTransient = true };
        }
    }

    private static bool IsTransient(Exception exception) =>
        exception is VitObjectStoreException { IsTransient: true } or IOException or HttpRequestException or TimeoutException;
}
