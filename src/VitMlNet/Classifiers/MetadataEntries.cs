using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>The metadata of a model file that is being made.</summary>
internal static class MetadataEntries
{
    /// <summary>Sets an entry, or removes it.</summary>
    public static void Set(ModelProto model, string key, string? value)
    {
        foreach (StringStringEntryProto entry in model.MetadataProps.Where(entry => entry.Key == key).ToArray())
            model.MetadataProps.Remove(entry);
        if (value is not null)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }
}
