using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet;

/// <summary>The JSON of what happens to a job.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VitJobManifest))]
[JsonSerializable(typeof(VitShardFailure))]
[JsonSerializable(typeof(JobSubmission))]
internal sealed partial class ProgressJson : JsonSerializerContext;

/// <summary>A submission of a job's shards to a queue.</summary>
/// <param name="Generation">Its number, from 1.</param>
/// <param name="Shards">How many shards had no result then.</param>
internal sealed record JobSubmission(int Generation, int Shards);
