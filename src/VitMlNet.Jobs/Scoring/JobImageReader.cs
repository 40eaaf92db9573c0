using System.Net;

namespace VitMlNet;

/// <summary>Reads the photographs of a shard from wherever they are, some ahead of those that are scored.</summary>
/// <param name="stores">The stores that addresses may name.</param>
internal sealed class JobImageReader(VitObjectStores stores)
{
    /// <summary>How many photographs are fetched at the same time from stores and servers.</summary>
    private const int Ahead = 16;

    private static readonly long s_mostBytes = new VitImageOptions().MaxEncodedBytes;

    private static readonly HttpClient s_web = new() { Timeout = TimeSpan.FromSeconds(100) };

    /// <summary>The photographs in their order. One that cannot be had for good is a source that says why when it is scored.</summary>
    /// <exception cref="VitObjectStoreException">A store or server fails again and again; the shard is to be tried later.</exception>
    public async IAsyncEnumerable<VitImageSource> ReadAsync(
        IReadOnlyList<string> addresses, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<VitImageSource>>();
        try
        {
            int next = 0;
            while (next < addresses.Count || underWay.Count > 0)
            {
                while (next < addresses.Count && underWay.Count < Ahead)
                    underWay.Enqueue(OpenAsync(addresses[next++], ending.Token));
                yield return await underWay.Dequeue().ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<VitImageSource> OpenAsync(string address, CancellationToken cancellationToken)
    {
        if (stores.IsStored(address))
        {
            (RetryingStore store, string key) = stores.FindObject(address);
            byte[]? content = await store.ReadAsync(key, ReadAsync, cancellationToken).ConfigureAwait(false);
            return content is null ? Missing(address, "there is no such object.") : VitImageSource.FromBytes(content, address);
        }

        if (ImageAddress.IsWeb(address))
            return await DownloadAsync(address, cancellationToken).ConfigureAwait(false);
        return ImageAddress.FolderOf(address) is { } path
            ? VitImageSource.FromFile(path)
            : Missing(address, $"no store of this kind is known; "
                + $"{string.Join(", ", stores.Schemes.Prepend("file").Append("https").Select(scheme => scheme + "://"))} are.");
    }

    private async Task<VitImageSource> DownloadAsync(string address, CancellationToken cancellationToken)
    {
        WebObject server = new(s_web, address);
        var retrying = new RetryingStore(server, (cause, attempt, pause) => stores.Announce(server.Address, cause, attempt, pause));
        byte[]? content = await retrying.ReadAsync(address, ReadAsync, cancellationToken).ConfigureAwait(false);
        return content is null
            ? Missing(address, $"the server answered {(int)server.Refusal} ({server.Refusal}).")
            : VitImageSource.FromBytes(content, address);
    }

    // One byte over the limit, at which the decoder refuses it.
    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; content.Length <= s_mostBytes && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            content.Write(buffer, 0, read);
        return content.ToArray();
    }

    private static AbsentImage Missing(string address, string why) => new(new VitImageException($"It cannot be read: {why}", address));
}

/// <summary>A photograph that cannot be had.</summary>
internal sealed class AbsentImage(VitImageException error) : VitImageSource
{
    public override string Name => error.ImageSource;

    internal override void Read(ImagePreprocessor preprocessor, Span<float> pixels, IKnownImages? known) => throw error;
}
