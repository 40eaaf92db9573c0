using System.Text.Json;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>Reads the small JSON files beside the weights.</summary>
internal static class JsonFiles
{
    /// <summary>The index of a model in a hundred shards has a few megabytes.</summary>
    private const long Longest = 64 << 20;

    /// <summary>The file's object; <see langword="null"/> where there is no such file.</summary>
    /// <exception cref="ConversionException">The file cannot be read, or holds no JSON object.</exception>
    public static JsonElement? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        try
        {
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            if (file.Length > Longest)
                throw new ConversionException($"The file has {file.Length} bytes, more than any such file needs. Download it again.", path);
            using FileStream stream = RegularFile.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ConversionException("A JSON object was expected. Download the file again.", path);
            CheckTexts(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ConversionException($"The file is damaged, or no JSON: {Printable.Of(exception.Message.TrimEnd('.'))}. Download it again.", path, innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException($"The file cannot be read: {exception.Message} Check its permissions.", path, innerException: exception);
        }
    }

    /// <summary>Reads every text once: one that is no UTF-8, or half of a pair of surrogates, is found only then.</summary>
    private static void CheckTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
            element.EnumerateArray().ToList().ForEach(CheckTexts);
        else if (element.ValueKind == JsonValueKind.Object)
            element.EnumerateObject().Select(property => (property.Name, property.Value)).ToList().ForEach(property => CheckTexts(property.Value));
    }
}
