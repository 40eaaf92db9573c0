using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet;

/// <summary>The JSON of a plan.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VitJobPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>The JSON of a shard's photographs, on one line.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ShardListJson : JsonSerializerContext;
