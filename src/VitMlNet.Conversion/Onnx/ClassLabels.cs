using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Onnx;

/// <summary>The class names that go into the model file, and their ids where there are any.</summary>
internal sealed record ClassLabels(IReadOnlyList<string> Names, IReadOnlyList<string>? Ids)
{
    /// <summary>The names in a file, or those beside the weights, or those of ILSVRC-2012 for 1000 classes, or none.</summary>
    /// <exception cref="ConversionException">The file cannot be read, or does not have one line for each class.</exception>
    public static ClassLabels? For(int? classCount, string? path, string checkpointPath, IReadOnlyList<string>? known = null)
    {
        if (path is not null)
        {
            return classCount is { } count
                ? Read(path, count)
                : throw new ConversionException(
                    "the checkpoint has no head, so there are no classes to name. Convert it without a label file.", checkpointPath);
        }

        if (classCount is not null && known is not null)
        {
            return known.Count == classCount
                ? new ClassLabels(known, null)
                : throw new ConversionException($"the configuration names {known.Count} classes, and the head has {classCount}. Give the config.json of these weights.", checkpointPath);
        }

        return classCount == ImageNetClasses.Count
            ? new ClassLabels(ImageNetClasses.Names, ImageNetClasses.WordNetIds)
            : null;
    }

    private static ClassLabels Read(string path, int classCount)
    {
        string[] lines;
        try
        {
            lines = TextLines.Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException(
                $"the label file cannot be read: {exception.Message} Name a text file with one class name a line.", path, null, exception);
        }

        int length = lines.Length;
        while (length > 0 && string.IsNullOrWhiteSpace(lines[length - 1]))
            length--;
        if (length != classCount)
        {
            throw new ConversionException(
                $"expected one class name a line for {classCount} classes, found {length} lines. Name the label file of this checkpoint.", path);
        }

        int blank = Array.FindIndex(lines, 0, length, string.IsNullOrWhiteSpace);
        if (blank >= 0)
            throw new ConversionException($"line {blank + 1} is empty. Give every class a name.", path);

        string[][] fields = [.. lines.Take(length).Select(line => line.Split('\t', 2, StringSplitOptions.TrimEntries))];
        return fields.All(parts => parts.Length == 2)
            ? new ClassLabels([.. fields.Select(parts => parts[1])], [.. fields.Select(parts => parts[0])])
            : new ClassLabels([.. lines.Take(length).Select(line => line.Trim())], null);
    }
}
