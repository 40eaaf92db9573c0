using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Store.Downloads;

/// <summary>What is known of a file whose download has begun, kept beside it so that the download can go on later.</summary>
internal sealed record DownloadRecord
{
    public required Uri Address { get; init; }

    /// <summary>The server's name for this version of the file, quotes included, if it is a strong one.</summary>
    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The bytes of the whole file, if the server says it.</summary>
    public long? Length { get; init; }

    public required ServerChecksums Checksums { get; init; }

    /// <summary>Known when the file is whole and has been checked.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether a later request can ask for the rest of just this version.</summary>
    public bool CanResume => ETag is not null || LastModified is not null;

    /// <summary>What a response says about the file that it begins to send.</summary>
    public static DownloadRecord Of(Uri address, HttpResponseMessage response)
    {
        long? stored = response.Headers.TryGetValues("x-goog-stored-content-length", out IEnumerable<string>? values)
            && long.TryParse(values.FirstOrDefault(), out long length) ? length : null;
        return new DownloadRecord
        {
            Address = address,
            ETag = response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null,
            LastModified = response.Content.Headers.LastModified,
            Length = response.Content.Headers.ContentLength ?? stored,
            Checksums = ServerChecksums.Read(response.Headers),
        };
    }

    /// <summary>Whether a partial response goes on with this version, just behind the bytes that are there.</summary>
    public bool IsContinuedBy(HttpResponseMessage response, long bytes) =>
        response.Content.Headers.ContentRange is { From: { } from } range
        && from == bytes
        && (Length is null || range.Length is null || range.Length == Length)
        && (ETag is null || response.Headers.ETag is null || response.Headers.ETag.Tag == ETag);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DownloadRecord))]
internal sealed partial class DownloadJson : JsonSerializerContext;
