using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet;

/// <summary>A line that a process apart writes: it is ready (neither), a photograph's result, or why the shard cannot be scored now.</summary>
internal sealed record ChildReply(ScoredImage? Image = null, string? Fault = null);

/// <summary>The JSON of the lines between a process and one apart.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScoredImage))]
[JsonSerializable(typeof(ChildReply))]
internal sealed partial class ChildJson : JsonSerializerContext;
