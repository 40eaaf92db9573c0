using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace VitMlNet;

/// <summary>A folder in a container of Azure Blob Storage.</summary>
internal sealed class AzureStore : IVitObjectStore
{
    private readonly Lazy<BlobServiceClient> _service;
    private readonly string _container;
    private readonly string _folder;

    public AzureStore(string address, Lazy<BlobServiceClient> service)
    {
        string path = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].Trim('/');
        int divider = path.IndexOf('/');
        (_container, _folder) = divider < 0 ? (path, "") : (path[..divider], path[(divider + 1)..] + "/");
        _service = service;
        Address = address;
        if (_container.Length == 0)
            throw new VitObjectStoreException($"a container is expected, {VitAzureStores.Scheme}://CONTAINER/FOLDER.", address);
    }

    public string Address { get; }

    private BlobContainerClient Container => _service.Value.GetBlobContainerClient(_container);

    public Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default) =>
        CallAsync(prefix, async () =>
    {
        AsyncPageable<BlobItem> blobs = Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, _folder + prefix, cancellationToken);
        await foreach (Page<BlobItem> page in blobs.AsPages(continuation).ConfigureAwait(false))
        {
            VitStoredObject[] objects = [.. page.Values.Select(Describe)];
            return new VitObjectPage(objects, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }

        return new VitObjectPage([], null);
    });

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default) => CallAsync<Stream?>(key, async () =>
        (await Blob(key).DownloadStreamingAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value.Content, isRead: true);

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default) => CallAsync<long?>(key, async () =>
        (await Blob(key).GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value.ContentLength, isRead: true);

    public Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default) => CallAsync(key, async () =>
    {
        var range = new BlobDownloadOptions { Range = new HttpRange(offset, count) };
        return (await Blob(key).DownloadContentAsync(range, cancellationToken).ConfigureAwait(false)).Value.Content.ToArray();
    });

    public Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default) => CallAsync(key, async () =>
    {
        content.Position = 0;
        try
        {
            var onlyIfAbsent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await Blob(key).UploadAsync(content, onlyIfAbsent, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 && e.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" or "UnauthorizedBlobOverwrite")
        {
            return false;
        }
    });

    private BlobClient Blob(string key) => Container.GetBlobClient(_folder + key);

    private VitStoredObject Describe(BlobItem blob) =>
        new(blob.Name[_folder.Length..], blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? default);

    private async Task<T> CallAsync<T>(string key, Func<Task<T>> call, bool isRead = false)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (isRead && e.Status == 404 && e.ErrorCode != "ContainerNotFound")
        {
            return default!;
        }
        catch (RequestFailedException e)
        {
            // 0: there was no answer. The library's whole message has the request's headers.
            bool passes = e.Status is 0 or 408 or 429 or >= 500;
            string what = e.Status == 0 ? e.Message.Split('\n')[0] : $"{e.Status} {e.ErrorCode}";
            throw Error(key, $"the answer was: {what}. "
                + $"{(passes ? "Check the network and the service." : "Check the container and the permissions.")}", e, passes);
        }
        catch (AuthenticationFailedException e)
        {
            throw Error(key, $"no credentials work here: {e.Message.Split('\n')[0]} See docs/scale.md.", e, passes: false);
        }
        catch (Exception e) when (e is AggregateException or IOException or HttpRequestException)
        {
            throw Error(key, $"there was no answer: {(e.InnerException ?? e).Message.Split('\n')[0]} Check the network and the service.", e, passes: true);
        }
    }

    private VitObjectStoreException Error(string key, string message, Exception cause, bool passes) =>
        new($"'{key}': {message}", Address, cause) { IsTransient = passes };
}
