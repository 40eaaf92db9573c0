using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet.Store.Storage;

/// <summary>Where a stored model came from, kept beside it as <c>NAME.onnx.json</c>.</summary>
/// <param name="Address">The address of the checkpoint.</param>
/// <param name="Sha256">The checkpoint's SHA-256, or <see langword="null"/> if it was copied into the store.</param>
/// <param name="Verified">By what the checkpoint was verified: <c>sha256</c> (the registry's), <c>crc32c</c>, <c>md5</c> (the server's), or nothing.</param>
/// <param name="ModelBytes">The size of the model file, which shows whether it is complete.</param>
/// <param name="WeightsBytes">The size of the external weights; 0 if they are embedded.</param>
internal sealed record ModelOrigin(Uri Address, string? Sha256, IReadOnlyList<string>? Verified, long ModelBytes, long WeightsBytes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(ModelOrigin))]
internal sealed partial class StorageJson : JsonSerializerContext;
