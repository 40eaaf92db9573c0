using System.Net.Http.Headers;
using System.Net;
using VitMlNet.Store.Storage;

namespace VitMlNet.Store.Downloads;

/// <summary>One HTTP request for a checkpoint, or for the rest of it, streamed to a file.</summary>
internal sealed class CheckpointTransfer(
    HttpClient client, RemoteFile file, PartialFile part, VitModelStoreOptions options, StoreErrors errors, Action<long, long?> report)
{
    private const int BufferLength = 1 << 17;
    private const long Tolerance = 1 << 16;
    private const int MostRedirections = 10;

    // More than any Vision Transformer has.
    private const long MostUnknown = 16L << 30;

    // A configuration, or the index of a model in a hundred shards.
    private const long MostConfiguration = 64L << 20;

    /// <summary>The registry's lengths are computed; what is much longer is another file, or has no end.</summary>
    private long MostBytes => file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? MostConfiguration : file.Length is { } length ? length + (length / 100) + Tolerance : MostUnknown;

    /// <summary>Receives until the file has the length that the server stated.</summary>
    /// <exception cref="TransferBrokenException">It was interrupted, and can be resumed.</exception>
    /// <exception cref="VitModelStoreException">The server does not have the file, or there is no space for it.</exception>
    public async Task ReceiveAsync(CancellationToken token)
    {
        (DownloadRecord? record, long have) = part.Resumable(file.Address);
        if (record?.Length == have)
            return;

        using var stall = CancellationTokenSource.CreateLinkedTokenSource(token);
        using HttpResponseMessage response = await SendAsync(record, have, stall, token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0 && response.Content.Headers.ContentRange?.Length == have)
            return;
        if (response.StatusCode == HttpStatusCode.PartialContent && record?.IsContinuedBy(response, have) == true)
        {
            // The rest of the same file.
            CheckTrust(record);
        }
        else if (response.StatusCode == HttpStatusCode.OK)
        {
            record = DownloadRecord.Of(file.Address, response);
            CheckTrust(record);
            part.Begin(record);
            have = 0;
        }
        else
        {
            throw Unexpected(response);
        }

        CheckRoom(record, have);
        using Stream body = await Guard(stall, token, () => response.Content.ReadAsStreamAsync(stall.Token)).ConfigureAwait(false);
        await CopyAsync(body, record, have, stall, token).ConfigureAwait(false);
    }

    // The HTTP client itself would follow a redirection to any scheme.
    private async Task<HttpResponseMessage> SendAsync(DownloadRecord? record, long have, CancellationTokenSource stall, CancellationToken token)
    {
        Uri at = file.Address;
        for (int redirections = 0; ; redirections++)
        {
            using HttpRequestMessage request = RequestFrom(at, record, have);
            HttpResponseMessage response = await Guard(
                stall, token, () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token)).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return response;
            using (response)
                at = Redirection(at, response, redirections);
        }
    }

    private Uri Redirection(Uri from, HttpResponseMessage response, int before)
    {
        string? text = response.Headers.TryGetValues("Location", out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        return before < MostRedirections && Uri.TryCreate(from, text, out Uri? to) && (to.Scheme == "https" || (to.Scheme == "http" && from.Scheme == "http"))
            ? to
            : throw errors.Redirected(before < MostRedirections ? text : null);
    }

    private static HttpRequestMessage Request(Uri at, DownloadRecord record, long have) => new(HttpMethod.Get, at)
    {
        Headers =
        {
            Range = new RangeHeaderValue(have, null),
            IfRange = record.ETag is { } tag ? new RangeConditionHeaderValue(tag) : new RangeConditionHeaderValue(record.LastModified!.Value),
        },
    };

    private HttpRequestMessage RequestFrom(Uri at, DownloadRecord? record, long have)
    {
        HttpRequestMessage request = have > 0 ? Request(at, record!, have) : new HttpRequestMessage(HttpMethod.Get, at);
        // A redirection to another host goes without it.
        request.Headers.Authorization = at.Authority == file.Address.Authority && at.Scheme == file.Address.Scheme ? file.Authorization : null;
        // A compressed response would have another length than the file.
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        return request;
    }

    private Exception Unexpected(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            part.Delete();
            return new TransferBrokenException("the server sent another part of the file than requested.");
        }

        return status is 408 or 429 or >= 500
            ? new TransferBrokenException(
                $"the server answered {status} {response.ReasonPhrase}.", retryAfter: response.Headers.RetryAfter?.Delta)
            : errors.Refused(status, response.ReasonPhrase);
    }

    private void CheckTrust(DownloadRecord record)
    {
        if (record.Length > MostBytes)
            throw errors.TooLong(record.Length.Value, MostBytes);
        if (file.IsPublished && !options.AllowUnverified && file.Sha256 is null && record.Checksums.IsEmpty)
            throw errors.Unverified();
    }

    private void CheckRoom(DownloadRecord record, long have)
    {
        long length = record.Length ?? file.Length ?? 0;
        long needed = Needed(length) - have;
        if (options.FreeSpace(part.Folder) is { } free && free < needed)
            throw errors.NoRoom(needed, free);
    }

    // The checkpoint is kept until the model is complete, which is about as large, or a third of it for int8.
    private long Needed(long length) => length + (options.Conversion.Precision == VitPrecision.Int8 ? length / 2 : length);

    private async Task CopyAsync(Stream body, DownloadRecord record, long have, CancellationTokenSource stall, CancellationToken token)
    {
        var buffer = new byte[BufferLength];
        long? total = record.Length;
        try
        {
            using Stream target = options.OpenPart(part.Path);
            target.SetLength(have);
            target.Position = have;
            report(have, total);
            while (true)
            {
                int count = await Guard(stall, token, () => body.ReadAsync(buffer, stall.Token).AsTask()).ConfigureAwait(false);
                if (count == 0)
                    break;
                target.Write(buffer, 0, count);
                have += count;
                if (have > MostBytes)
                    break;
                report(have, total);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw errors.CannotWrite(Needed(record.Length ?? file.Length ?? 0) - have, options.FreeSpace(part.Folder), exception);
        }

        if (have > MostBytes)
        {
            part.Delete();
            throw errors.TooLong(have, MostBytes);
        }

        if (record.Length is { } length && have != length)
        {
            if (have > length)
                part.Delete();
            throw new TransferBrokenException($"the server sent {have} bytes of {length}.");
        }
    }

    /// <summary>Awaits one network operation, which must not take longer than the stall timeout.</summary>
    private async Task<T> Guard<T>(CancellationTokenSource stall, CancellationToken token, Func<Task<T>> step)
    {
        try
        {
            stall.CancelAfter(options.StallTimeout);
            T result = await step().ConfigureAwait(false);
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
            return result;
        }
        catch (OperationCanceledException exception) when (!token.IsCancellationRequested)
        {
            throw new TransferBrokenException($"nothing was received for {options.StallTimeout.TotalSeconds:0.#} seconds.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !token.IsCancellationRequested)
        {
            throw new TransferBrokenException(Sentence(exception), exception);
        }
    }

    // The innermost message is the most specific, such as "Connection refused".
    private static string Sentence(Exception exception)
    {
        string message = exception.InnerException is { } inner ? Sentence(inner) : exception.Message;
        return message.EndsWith('.') ? message : message + ".";
    }
}
