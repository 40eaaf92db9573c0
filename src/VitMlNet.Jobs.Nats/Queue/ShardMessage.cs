using System.Text.Json;
using System.Text.Json.Serialization;

namespace VitMlNet;

/// <summary>What a message asks for: a shard of a job.</summary>
/// <param name="Job">Where the job is.</param>
/// <param name="Id">The job's <see cref="VitJobPlan.Id"/>.</param>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="Generation">The number of the submission, from 1.</param>
internal sealed record ShardMessage(string Job, string Id, int Shard, int Generation)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ShardMessageJson.Default.ShardMessage);

    /// <summary>Reads a message; <see langword="null"/> for anything else.</summary>
    public static ShardMessage? Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ShardMessageJson.Default.ShardMessage) is { Job.Length: > 0, Id.Length: > 0 } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The JSON of messages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ShardMessage))]
internal sealed partial class ShardMessageJson : JsonSerializerContext;
