using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>A text file with the name of a class in each line.</summary>
internal static class LabelFile
{
    /// <exception cref="UsageException">The file cannot be read, or has an empty line before its end.</exception>
    public static string[] Read(string path)
    {
        string[] lines;
        try
        {
            lines = TextLines.Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the names of the classes cannot be read: {exception.Message} Name a text file with one name a line.");
        }

        while (lines is [.., ""])
            lines = lines[..^1];
        int blank = Array.FindIndex(lines, string.IsNullOrWhiteSpace);
        return blank < 0 ? lines : throw new UsageException($"{path}: line {blank + 1} is empty; give every class a name.");
    }
}
