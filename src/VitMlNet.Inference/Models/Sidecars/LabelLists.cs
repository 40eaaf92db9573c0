using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Files of class names beside a model: one name a line, or a column of a table.</summary>
internal static class LabelLists
{
    private const long Longest = 64 << 20;

    /// <summary>The names of <c>labels.txt</c>, or of the column <c>name</c> of <c>selected_tags.csv</c>; null where neither is there.</summary>
    /// <exception cref="VitModelException">A file cannot be read.</exception>
    public static Sourced<IReadOnlyList<string>>? Find(IEnumerable<string> folders)
    {
        foreach (string folder in folders)
        {
            foreach (string file in (string[])["labels.txt", "classes.txt"])
            {
                if (ReadLines(Path.Combine(folder, file)) is { Count: > 0 } lines)
                    return new Sourced<IReadOnlyList<string>>(lines, file);
            }

            const string Tags = "selected_tags.csv";
            if (ReadLines(Path.Combine(folder, Tags)) is { Count: > 1 } rows && ReadColumn(rows, "name") is { } names)
                return new Sourced<IReadOnlyList<string>>(names, Tags);
        }

        return null;
    }

    private static List<string>? ReadLines(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using FileStream stream = RegularFile.OpenRead(path);
            if (stream.Length > Longest)
                throw new IOException($"It has {stream.Length} bytes.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var lines = new List<string>();
            while (reader.ReadLine() is { } line)
                lines.Add(line.Trim());
            while (lines.Count > 0 && lines[^1].Length == 0)
                lines.RemoveAt(lines.Count - 1);
            return lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException(
                $"the file of class names beside the model cannot be read: {e.Message} Check its permissions, or give the names in the options.", path, e);
        }
    }

    private static string[]? ReadColumn(List<string> rows, string name)
    {
        int column = Array.IndexOf(Split(rows[0]), name);
        string[][] cells = [.. rows.Skip(1).Select(Split)];
        return column >= 0 && cells.All(row => row.Length > column) ? [.. cells.Select(row => row[column])] : null;
    }

    private static string[] Split(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        foreach (char sign in row)
        {
            if (sign == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (sign == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(sign);
            }
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
