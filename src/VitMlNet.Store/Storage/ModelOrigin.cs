using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Store.Storage;

/// <summary>Where a stored model came from, kept beside it as <c>NAME.onnx.json</c>.</summary>
/// <param name="Address">The address of the checkpoint.</param>
/// <param name="Sha256">The checkpoint's SHA-256, or <see langword="null"/> if it was copied into the store.</param>
/// <param name="ModelBytes">The size of the model file, which shows whether it is complete.</param>
/// <param name="WeightsBytes">The size of the external weights; 0 if they are embedded.</param>
/// <param name="Name">The name that it was asked for by, if that is an address and no published name.</param>
internal sealed record ModelOrigin(Uri Address, string? Sha256, long ModelBytes = 0, long WeightsBytes = 0, string? Name = null)
{
    /// <summary>By what the checkpoint was verified: <c>sha256</c>, <c>crc32c</c>, <c>md5</c>; empty for nothing.</summary>
    public IReadOnlyList<string>? Verified { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(ModelOrigin))]
internal sealed partial class StorageJson : JsonSerializerContext;
