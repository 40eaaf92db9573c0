namespace VitMlNet;

/// <summary>
/// A place for named objects that are written once and whole: a folder, or a part of a cloud's object store. Implementations are
/// thread-safe.
/// </summary>
/// <remarks>
/// Keys are relative, their parts divided by <c>/</c>. Whatever goes wrong is a <see cref="VitObjectStoreException"/>, which says whether
/// trying again may help; <see cref="VitObjectStores"/> tries again by itself.
/// </remarks>
public interface IVitObjectStore
{
    /// <summary>Where the store is, without any credentials: <c>/data/job</c>, <c>az://container/job</c>.</summary>
    string Address { get; }

    /// <summary>Lists some of the objects whose keys begin with a prefix; no order is promised.</summary>
    /// <param name="prefix">The beginning of the keys; empty for all objects.</param>
    /// <param name="continuation">What the page before it returned, or <see langword="null"/> for the first page.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>A page of objects, and how to go on; a prefix that no object has gives an empty page.</returns>
    Task<VitObjectPage> ListPageAsync(string prefix, string? continuation, CancellationToken cancellationToken = default);

    /// <summary>Opens an object for reading from its beginning to its end.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>A stream that the caller disposes, or <see langword="null"/> if there is no such object.</returns>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Finds the length of an object.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The length in bytes, or <see langword="null"/> if there is no such object.</returns>
    Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads a piece of an object.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="offset">Where the piece begins.</param>
    /// <param name="count">The piece's length in bytes; it does not reach beyond the object's end.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The piece.</returns>
    Task<byte[]> ReadRangeAsync(string key, long offset, int count, CancellationToken cancellationToken = default);

    /// <summary>Writes an object unless there is one of this key. A reader sees the whole object or none, and one writer wins.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="content">A seekable stream, written from its beginning to its end.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>Whether it was written; <see langword="false"/> if there is an object of this key already.</returns>
    Task<bool> TryPutAsync(string key, Stream content, CancellationToken cancellationToken = default);
}

/// <summary>Some of the objects of a store.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Continuation">What asks for the next page, or <see langword="null"/> after the last one.</param>
public sealed record VitObjectPage(IReadOnlyList<VitStoredObject> Objects, string? Continuation);

/// <summary>An object in a store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written, by the store's own clock.</param>
public readonly record struct VitStoredObject(string Key, long Length, DateTimeOffset Written);
