using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VitMlNet;

/// <summary>The small JSON objects of a job.</summary>
internal static class JobObject
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>Reads an object of a job; <see langword="null"/> if there is none.</summary>
    /// <exception cref="VitJobException">It is no such JSON.</exception>
    public static async Task<T?> ReadAsync<T>(RetryingStore store, string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await store.ReadAsync<T?>(
                key, async (stream, token) => await JsonSerializer.DeserializeAsync(stream, type, token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new VitJobException($"'{key}' is damaged: {e.Message} Plan the job again at another address.", store.Address, e);
        }
    }
}
