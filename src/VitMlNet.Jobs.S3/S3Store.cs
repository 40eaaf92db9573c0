using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace VitMlNet;

/// <summary>A folder in a bucket of S3.</summary>
internal sealed class S3Store : IVitObjectStore
{
    private readonly Lazy<IAmazonS3> _client;
    private readonly string _bucket;
    private readonly string _folder;

    public S3Store(string address, Lazy<IAmazonS3> client)
    {
        string path = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].Trim('/');
        int divider = path.IndexOf('/');
        (_bucket, _folder) = divider < 0 ? (path, "") : (path[..divider], path[(divider + 1)..] + "/");
        _client = client;
        Address = address;
        if (_bucket.Length == 0)
            throw new VitObjectStoreException($"a bucket is expected, {VitS3Stores.Scheme}://BUCKET/FOLDER.", address);
    }

    public string Address { get; }

    public Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default) =>
        CallAsync(prefix, async () =>
    {
        ListObjectsV2Response page = await _client.Value.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = _bucket, Prefix = _folder + prefix, ContinuationToken = continuation }, cancellationToken)
                .ConfigureAwait(false);
        VitStoredObject[] objects = [.. (page.S3Objects ?? []).Select(Describe)];
        return new VitObjectPage(objects, page.IsTruncated == true ? page.NextContinuationToken : null);
    });

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default) => CallAsync<Stream?>(key, async () =>
        (await _client.Value.GetObjectAsync(_bucket, _folder + key, cancellationToken).ConfigureAwait(false)).ResponseStream, isRead: true);

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default) => CallAsync<long?>(key, async () =>
        (await _client.Value.GetObjectMetadataAsync(_bucket, _folder + key, cancellationToken).ConfigureAwait(false)).ContentLength, isRead: true);

    public Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default) => CallAsync(key, async () =>
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = _folder + key, ByteRange = new ByteRange(offset, offset + count - 1) };
        using GetObjectResponse response = await _client.Value.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        var piece = new byte[count];
        await response.ResponseStream.ReadExactlyAsync(piece, cancellationToken).ConfigureAwait(false);
        return piece;
    });

    public Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default) => CallAsync(key, async () =>
    {
        content.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _folder + key,
            InputStream = content,
            AutoCloseStream = false,
            IfNoneMatch = "*",
        };
        try
        {
            await _client.Value.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    });

    private VitStoredObject Describe(S3Object item) => new(item.Key[_folder.Length..], item.Size ?? 0, item.LastModified ?? default);

    private async Task<T> CallAsync<T>(string key, Func<Task<T>> call, bool isRead = false)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (isRead && e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return default!;
        }
        catch (AmazonServiceException e)
        {
            // 409: another put of the same key is under way, and may yet fail.
            bool passes = (int)e.StatusCode is 0 or 408 or 409 or 429 or >= 500;
            throw Error(key, $"the answer was: {(int)e.StatusCode} {e.ErrorCode}. "
                + $"{(passes ? "Check the network and the service." : "Check the bucket and the permissions.")}", e, passes);
        }
        catch (AmazonClientException e)
        {
            throw Error(key, $"{e.Message} See docs/scale.md.", e, passes: false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException or WebException)
        {
            throw Error(key, $"there was no answer: {e.Message} Check the network and the service.", e, passes: true);
        }
    }

    private VitObjectStoreException Error(string key, string message, Exception cause, bool passes) =>
        new($"'{key}': {message}", Address, cause) { IsTransient = passes };
}
