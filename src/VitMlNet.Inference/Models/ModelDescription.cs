using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>What a model file is: its input, the roles of its outputs, and where its weights are.</summary>
internal sealed record ModelDescription(
    ModelStorage Storage, IReadOnlyList<string> WeightsPaths, OnnxHeader Header, ModelInput Input, ModelOutput? Features, ModelOutput? Scores)
{
    /// <summary>Whether the file says by itself what everything in it means: one that <c>vitmlnet convert</c> wrote.</summary>
    public bool IsSelfDescribing { get; init; }

    /// <summary>How photographs become pixels; null for what the metadata say.</summary>
    public VitPreprocessing? Preprocessing { get; init; }

    /// <summary>The class names; null where they are still to be found.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What was found where; empty for a file that describes itself.</summary>
    public IReadOnlyList<VitModelFact> Facts { get; init; } = [];

    /// <exception cref="VitModelException">There is no such file, it is no model, or the options do not say enough.</exception>
    public static ModelDescription Read(ModelStorage storage, VitModelOptions options)
    {
        OnnxHeader header = ModelFileHeader.Read(storage);
        ModelDescription model = OwnModel.Is(header)
            ? OwnModel.Describe(header, storage, options)
            : new OtherModel(header, storage, options).Describe();
        ModelLimits.Check(model);
        return model;
    }

    /// <summary>The full path of the file that exceptions name.</summary>
    public string Path => Storage.Path;

    /// <summary>A list of texts from the metadata, or null when there is none.</summary>
    public IReadOnlyList<string>? ReadList(string key)
    {
        return !Header.Metadata.TryGetValue(key, out string? json) ? null
            : TextList.Read(json)
            ?? throw new VitModelException($"the metadata entry '{key}' is expected to be a JSON array of strings, and is not. {ModelFileHeader.Remedy}", Path);
    }
}
