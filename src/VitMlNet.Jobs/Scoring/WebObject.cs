using System.Net;

namespace VitMlNet;

/// <summary>One photograph on a web server, as a store that holds it alone.</summary>
internal sealed class WebObject(HttpClient client, string address) : IVitObjectStore
{
    public string Address { get; } = ImageAddress.WithoutCredentials(address);

    /// <summary>Why there is no such photograph, after a call that found none.</summary>
    public HttpStatusCode Refusal { get; private set; }

    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            Refusal = response.StatusCode;
            response.Dispose();
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Error("it does not answer.", e);
        }
        catch (Exception e) when (e is UriFormatException or InvalidOperationException or NotSupportedException)
        {
            Refusal = HttpStatusCode.BadRequest;
            return null;
        }

        // The server's own troubles pass; its refusals do not.
        return Refusal is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Refusal >= 500
            ? throw Error($"the server answered {(int)Refusal} ({Refusal}).")
            : null;
    }

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private VitObjectStoreException Error(string message, Exception? cause = null) =>
        new($"it cannot be read: {message} Check the server.", Address, cause) { IsTransient = true };
}
