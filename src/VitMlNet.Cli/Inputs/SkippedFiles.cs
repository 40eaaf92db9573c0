using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>The files of a folder that are not among its images, by their extensions.</summary>
internal sealed class SkippedFiles
{
    private readonly Dictionary<(string Extension, VitImageErrorReason Reason), int> counts = [];

    /// <summary>Adds a file; the same as what <see cref="VitImageFiles"/> reports.</summary>
    public void Add(string path, VitImageErrorReason reason)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        var key = (extension is "" or "." ? "without an extension" : extension, reason);
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>How many files there are of each extension, such as <c>12 files are not images: .txt 10, .heic 2 (not supported)</c>; empty for none.</summary>
    public override string ToString()
    {
        int total = counts.Values.Sum();
        if (total == 0)
            return "";
        IEnumerable<string> parts = counts
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key.Extension, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Reason)
            .Select(pair => $"{pair.Key.Extension} {pair.Value.ToString(CultureInfo.InvariantCulture)}{Explain(pair.Key.Reason)}");
        return $"{total.ToString(CultureInfo.InvariantCulture)} {(total == 1 ? "file is not an image" : "files are not images")}: {string.Join(", ", parts)}";
    }

    private static string Explain(VitImageErrorReason reason) => reason switch
    {
        VitImageErrorReason.Unsupported => " (not supported)",
        VitImageErrorReason.Unreadable => " (cannot be read)",
        _ => "",
    };
}
