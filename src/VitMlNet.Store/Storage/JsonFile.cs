using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VitMlNet.ModelFile;

namespace VitMlNet.Store.Storage;

/// <summary>Small JSON files beside the files of a store; each is complete or absent.</summary>
internal static class JsonFile
{
    // Far more than any of these files has.
    private const int MostBytes = 64 << 20;

    /// <summary>Reads the file; <see langword="null"/> if it is absent, too long, or cannot be read.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(SmallFile.Read(path, MostBytes), type);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        using var file = new AtomicFile(path);
        JsonSerializer.Serialize(file.Stream, value, type);
        file.Commit();
    }
}
