namespace VitMlNet;

/// <summary>A model in a <see cref="VitModelStore"/>.</summary>
public sealed class VitStoredModel
{
    internal VitStoredModel()
    {
    }

    /// <summary>The published model.</summary>
    /// <value><see langword="null"/> for a model that is named by an address.</value>
    public required VitPublishedModel? Model { get; init; }

    /// <summary>The address; or the short name, followed by a dot and the conversion if it is not the default: <c>r50-l32</c>, <c>r50-l32.int8</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The model file.</summary>
    public required string Path { get; init; }

    /// <summary>The size on disk in bytes, weights included.</summary>
    public required long Bytes { get; init; }
}
