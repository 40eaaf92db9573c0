using System.Text;
using Microsoft.VisualBasic.FileIO;

namespace VitMlNet.Cli;

/// <summary>A photograph and its class, as a manifest states them.</summary>
/// <param name="Path">The photograph's path; relative ones are completed by the manifest's folder.</param>
/// <param name="Label">Its class.</param>
internal sealed record ManifestRow(string Path, string Label);

/// <summary>Reads lists of photographs and their classes: comma-separated (.csv) or tab-separated (.tsv) values.</summary>
internal static class ManifestFile
{
    private static readonly string[] PathNames = ["path", "image", "imagepath", "image_path", "file", "filename", "file_name"];
    private static readonly string[] LabelNames = ["label", "class", "category"];

    /// <summary>Whether the extension is that of a manifest.</summary>
    public static bool Is(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv";

    /// <summary>
    /// Reads all rows. The first line names the columns, of which a path and a label are needed, or is left out where there are just these two.
    /// </summary>
    /// <exception cref="UsageException">The file cannot be read, or a line is not as expected.</exception>
    public static IReadOnlyList<ManifestRow> Read(string file)
    {
        try
        {
            using var reader = new TextFieldParser(file, Encoding.UTF8)
            {
                TextFieldType = FieldType.Delimited,
                HasFieldsEnclosedInQuotes = true,
                TrimWhiteSpace = true,
            };
            reader.SetDelimiters(Path.GetExtension(file).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",");
            return Read(reader, file);
        }
        catch (MalformedLineException e)
        {
            throw new UsageException($"{file}: line {e.LineNumber} has a quote that is not closed, or text after one; quote fields as RFC 4180 says.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: the list of photographs cannot be read: {e.Message}", e);
        }
    }

    private static List<ManifestRow> Read(TextFieldParser reader, string file)
    {
        string folder = Path.GetDirectoryName(file) ?? "";
        string[] first = reader.ReadFields()
            ?? throw new UsageException($"{file}: the list is empty; a line with a path and a label is expected for each photograph.");
        (int path, int label) = (Find(first, PathNames), Find(first, LabelNames));
        bool hasHeader = path >= 0 || label >= 0;
        if (hasHeader ? path < 0 || label < 0 : first.Length != 2)
        {
            throw new UsageException(
                $"{file}: a first line that names a column 'path' and one 'label' is expected, and it is '{string.Join(", ", first)}'.");
        }

        var rows = new List<ManifestRow>();
        (path, label) = hasHeader ? (path, label) : (0, 1);
        if (!hasHeader)
            Add(first, 1);
        for (long line = reader.LineNumber; reader.ReadFields() is { } fields; line = reader.LineNumber)
            Add(fields, line);
        return rows;

        void Add(string[] fields, long line)
        {
            if (fields.Length <= Math.Max(path, label) || fields[path].Length == 0 || fields[label].Length == 0)
                throw new UsageException($"{file}: line {line} is expected to have a path and a label, and is '{string.Join(", ", fields)}'.");
            rows.Add(new ManifestRow(Path.Combine(folder, fields[path]), fields[label]));
        }
    }

    private static int Find(string[] header, string[] names) => Array.FindIndex(header, name => names.Contains(name.ToLowerInvariant()));
}
