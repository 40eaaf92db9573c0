using System.Collections.Concurrent;
using System.Globalization;

namespace VitMlNet;

/// <summary>Opens object stores by their addresses, and tries their calls again where an error may pass. Thread-safe.</summary>
/// <remarks>
/// Folders (<c>/data/job</c>, <c>file:///data/job</c>) are built in; other packages add their schemes. Credentials come from where the
/// provider's own library finds them, never from an address.
/// </remarks>
public sealed class VitObjectStores
{
    private readonly Dictionary<string, Func<string, IVitObjectStore>> _schemes = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, RetryingStore> _open = new(StringComparer.Ordinal);
    private long _retryCount;

    /// <summary>Receives a sentence before each time that a call is tried again; any thread may raise it.</summary>
    public event Action<string>? Retrying;

    /// <summary>How many calls have been tried again.</summary>
    public long RetryCount => Interlocked.Read(ref _retryCount);

    /// <summary>The schemes that are known besides folders: <c>az</c>, <c>s3</c>.</summary>
    public IEnumerable<string> Schemes => _schemes.Keys;

    /// <summary>Adds a kind of store; to be called before any store is opened.</summary>
    /// <param name="scheme">What addresses begin with: <c>az</c> for <c>az://container/folder</c>.</param>
    /// <param name="open">Opens the store at an address; nothing is to be connected yet.</param>
    /// <returns>This object.</returns>
    public VitObjectStores Add(string scheme, Func<string, IVitObjectStore> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        ArgumentNullException.ThrowIfNull(open);
        _schemes[scheme] = open;
        return this;
    }

    /// <summary>Opens the store at an address.</summary>
    /// <param name="address">A folder's path, <c>file:///folder</c>, or an address of one of the <see cref="Schemes"/>.</param>
    /// <returns>The store; nothing has been read from it yet.</returns>
    /// <exception cref="VitObjectStoreException">No store of this kind is known.</exception>
    public IVitObjectStore Open(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return OpenRetrying(address.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : address);
    }

    /// <summary>Whether one of the added schemes can open this address.</summary>
    internal bool IsStored(string address) => ImageAddress.SchemeOf(address) is { } scheme && _schemes.ContainsKey(scheme);

    /// <summary>The store of a whole container, and the key in it, of an address such as <c>az://container/photo.jpg</c>.</summary>
    internal (RetryingStore Store, string Key) FindObject(string address)
    {
        int start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        int divider = address.IndexOf('/', start);
        return divider < 0 ? (OpenRetrying(address), "") : (OpenRetrying(address[..divider]), address[(divider + 1)..]);
    }

    /// <summary>Counts and announces a call that is tried again.</summary>
    internal void Announce(string address, Exception cause, int attempt, TimeSpan pause)
    {
        long count = Interlocked.Increment(ref _retryCount);
        string where = cause.Message.Contains(address, StringComparison.Ordinal) ? "" : address + ": ";
        Retrying?.Invoke(string.Create(
            CultureInfo.InvariantCulture, $"{where}{cause.Message} Trying again, time {attempt}, in {pause.TotalSeconds:0.0} s ({count} retries in all)."));
    }

    private RetryingStore OpenRetrying(string address) =>
        _open.GetOrAdd(address, name => new RetryingStore(Create(name), (cause, attempt, pause) => Announce(name, cause, attempt, pause)));

    private IVitObjectStore Create(string address)
    {
        if (ImageAddress.FolderOf(address) is { } folder)
            return new FolderStore(folder);
        return ImageAddress.SchemeOf(address) is { } scheme && _schemes.TryGetValue(scheme, out Func<string, IVitObjectStore>? open)
            ? open(address)
            : throw new VitObjectStoreException(
                $"a folder is expected, or an address that begins with {string.Join(" or ", _schemes.Keys.Prepend("file").Select(known => known + "://"))}.",
                ImageAddress.WithoutCredentials(address));
    }
}
