using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Store.Downloads;

/// <summary>The state of a download, kept beside the partial file so that it can be resumed later.</summary>
internal sealed record DownloadRecord
{
    public required Uri Address { get; init; }

    /// <summary>The server's entity tag of this version of the file, quotes included; <see langword="null"/> if it has none or a weak one.</summary>
    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The length of the whole file in bytes, or <see langword="null"/> if the server does not state it.</summary>
    public long? Length { get; init; }

    public required ServerChecksums Checksums { get; init; }

    /// <summary>The SHA-256, known when the file is complete and verified.</summary>
    public string? Sha256 { get; init; }

    /// <summary>By what the complete file was verified; empty for nothing.</summary>
    public IReadOnlyList<string>? Verified { get; init; }

    /// <summary>Whether a later request can ask for the rest of this very version.</summary>
    public bool CanResume => ETag is not null || LastModified is not null;

    /// <summary>Creates the record from the headers of a response with the whole file.</summary>
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

    /// <summary>Whether a partial response continues this version after the bytes that were received.</summary>
    public bool IsContinuedBy(HttpResponseMessage response, long bytes) =>
        response.Content.Headers.ContentRange is { From: { } from } range
        && from == bytes
        && (Length is null || range.Length is null || range.Length == Length)
        && (ETag is null || response.Headers.ETag is null || response.Headers.ETag.Tag == ETag);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DownloadRecord))]
internal sealed partial class DownloadJson : JsonSerializerContext;
