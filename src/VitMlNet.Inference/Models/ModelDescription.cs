using System.Text.Json;

namespace VitMlNet;

/// <summary>What a model file is: its input, the roles of its outputs, and where its weights are.</summary>
internal sealed record ModelDescription(string Path, string? WeightsPath, OnnxHeader Header, ModelInput Input, ModelOutput? Features, ModelOutput? Scores)
{
    /// <summary>Whether the file says by itself what everything in it means: one that <c>vitmlnet convert</c> wrote.</summary>
    public bool IsSelfDescribing { get; init; }

    /// <exception cref="VitModelException">There is no such file, it is no model, or the options do not say enough.</exception>
    public static ModelDescription Read(string path, VitModelOptions options)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        OnnxHeader header = ModelFileHeader.Read(fullPath);
        return OwnModel.Is(header)
            ? OwnModel.Describe(header, fullPath, options)
            : new OtherModel(header, fullPath, options).Describe();
    }

    /// <summary>A list of texts from the metadata, or null when there is none.</summary>
    public IReadOnlyList<string>? ReadList(string key)
    {
        if (!Header.Metadata.TryGetValue(key, out string? json))
            return null;
        try
        {
            string?[]? values = JsonSerializer.Deserialize<string?[]>(json);
            if (values is not null && values.All(value => value is not null))
                return values!;
        }
        catch (JsonException)
        {
            // Told below, in the words of the model file.
        }

        throw new VitModelException($"the metadata entry '{key}' is expected to be a JSON array of strings, and is not. {ModelFileHeader.Remedy}", Path);
    }
}
