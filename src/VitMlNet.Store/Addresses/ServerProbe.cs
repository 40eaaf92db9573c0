using System.Net;
using System.Net.Http.Headers;

namespace VitMlNet.Store.Addresses;

/// <summary>What a server says of a file without sending it.</summary>
/// <param name="Length">The size in bytes, if it says it.</param>
/// <param name="Sha256">The SHA-256 in hexadecimal digits, if it says it.</param>
/// <param name="Commit">The revision of the repository that the file is of, if it says it.</param>
internal sealed record ProbedFile(long? Length, string? Sha256, string? Commit);

/// <summary>Asks a server whether it has a file, and what it is. A model hub says that before it redirects to where the file lies.</summary>
internal sealed class ServerProbe(string model, VitModelStoreOptions options) : IDisposable
{
    private const int MostRedirections = 5, Sha256Digits = 64;

    private readonly HttpMessageHandler? _own = options.Handler is null
        ? new SocketsHttpHandler { ConnectTimeout = options.StallTimeout, AllowAutoRedirect = false }
        : null;

    private HttpClient? _client;

    private HttpClient Client => _client ??= Create();

    /// <summary>Finds a file.</summary>
    /// <returns><see langword="null"/> if the server does not have it.</returns>
    /// <exception cref="VitModelStoreException">The server cannot be reached, or refuses.</exception>
    public async Task<ProbedFile?> FindAsync(Uri address, AuthenticationHeaderValue? authorization, CancellationToken token)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                return await AskAsync(address, authorization, token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !token.IsCancellationRequested)
            {
                if (failures >= Math.Min(2, options.Retries))
                {
                    string reason = exception is TaskCanceledException
                        ? $"nothing was received for {options.StallTimeout.TotalSeconds:0.#} seconds"
                        : (exception.InnerException ?? exception).Message.TrimEnd('.');
                    throw new VitModelStoreException(
                        $"{address} cannot be reached: {reason}. Check the network and the proxy, or download the files elsewhere and convert them with 'vitmlnet convert'.", model, exception);
                }

                await Task.Delay(options.RetryDelay * (failures + 1), token).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _own?.Dispose();
    }

    private HttpClient Create()
    {
        var client = new HttpClient(options.Handler ?? _own!, disposeHandler: false) { Timeout = options.StallTimeout };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("VitMlNet");
        return client;
    }

    private async Task<ProbedFile?> AskAsync(Uri address, AuthenticationHeaderValue? authorization, CancellationToken token)
    {
        for (int redirections = 0; ; redirections++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address) { Headers = { Authorization = authorization } };
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            using HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            // A renamed repository is redirected within the server; the file itself lies on another, which gets no token.
            if (response.Headers.Location is { IsAbsoluteUri: false } moved && (int)response.StatusCode is >= 300 and < 400 && redirections < MostRedirections
                && Uri.TryCreate(address, moved, out Uri? next) && next.Authority == address.Authority && next.Scheme == address.Scheme)
            {
                address = next;
                continue;
            }

            return Read(address, response);
        }
    }

    private ProbedFile? Read(Uri address, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return null;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new VitModelStoreException(
                    $"the server answered {(int)response.StatusCode} {Header(response, "X-Error-Message") ?? response.ReasonPhrase} for {address}. "
                    + $"The model does not exist, or is private, or its terms must be accepted on its page first; then set the environment variable {HubAddress.TokenVariable} to your access token.",
                    model);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new HttpRequestException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        if ((int)response.StatusCode >= 400)
            throw new VitModelStoreException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase} for {address}. Check the name, and the proxy if there is one.", model);
        string? tag = Header(response, "X-Linked-Etag") ?? Header(response, "ETag");
        long? length = long.TryParse(Header(response, "X-Linked-Size"), out long linked) ? linked
            : response.IsSuccessStatusCode ? response.Content.Headers.ContentLength : null;
        string digits = (tag ?? "").Replace("W/", "", StringComparison.Ordinal).Trim('"').ToLowerInvariant();
        return new ProbedFile(length, digits.Length == Sha256Digits && digits.All(char.IsAsciiHexDigit) ? digits : null, Header(response, "X-Repo-Commit"));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
