using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Finds the files of a model's external weights. Where they are is text from a stranger: what leads out of the model's folder or to a
/// device is refused before anything of it is read.
/// </summary>
/// <param name="header">What the model says.</param>
/// <param name="path">The model file's full path.</param>
internal sealed class WeightsFiles(OnnxHeader header, string path)
{
    private readonly string _folder = Path.GetDirectoryName(path)!;

    // What was written by the converter can be written again by it.
    private readonly string _remedy = header.Producer == Producer.Name ? "convert the checkpoint again" : "export the model again";

    /// <summary>The full paths, in their order; none where the weights are in the model file.</summary>
    /// <exception cref="VitModelException">A file is absent or too short, is no regular file, or is not in the model's folder.</exception>
    public IReadOnlyList<string> Find() => [.. header.ExternalFiles.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Find(file.Key, file.Value))];

    private string Find(string location, long least)
    {
        CheckName(location);
        string found = Path.Combine(_folder, location);
        try
        {
            if (FileTypes.Find(found) is var type and not (FileType.Regular or FileType.Folder or FileType.Unknown))
                throw Refused(location, $"is {FileTypes.Describe(type)} and no regular file");
            long? length = LinkedFile.Length(found);
            if (length is null)
                throw Absent(location, found);
            CheckLinks(location, found);
            CheckLength(found, length.Value, least);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"its weights file '{found}' cannot be looked at: {e.Message} Check the links and permissions of the folder.", path, e);
        }
    }

    private void CheckName(string location)
    {
        string shown = location.Replace("\0", "\\0");
        if (location.Contains('\0') || location.Length == 0)
            throw new VitModelException($"its weights are expected in another file, and the name of that file, '{shown}', is none. Copy the model again, or {_remedy}.", path);
        if (Path.IsPathRooted(location) || location[0] is '/' or '\\' || (location.Length > 1 && location[1] == ':'))
            throw Refused(shown, "is an absolute path");

        // Both signs divide folders on Windows, where the same file may be opened.
        int depth = 0;
        foreach (string part in location.Split('/', '\\'))
        {
            depth += part is "" or "." ? 0 : part == ".." ? -1 : 1;
            if (depth < 0)
                throw Refused(shown, "leaves the folder of the model");
        }
    }

    /// <summary>
    /// Links may lead to the folder in which the model file, links followed, is: so a hub's cache keeps the files of all its snapshots.
    /// </summary>
    private void CheckLinks(string location, string found)
    {
        string target = FinalPath(found);
        string[] allowed = [FinalPath(_folder), Path.GetDirectoryName(FinalPath(path))!];
        if (!allowed.Any(folder => IsWithin(target, folder)))
            throw Refused(location, $"is a link that leaves the folder of the model, to '{target}'");
    }

    private static bool IsWithin(string file, string folder)
    {
        string relative = Path.GetRelativePath(folder, file);
        return relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    /// <summary>A path without links in it.</summary>
    private static string FinalPath(string path)
    {
        string root = Path.GetPathRoot(path)!, result = root;
        int links = 0;
        var parts = new Stack<string>(path[root.Length..].Split(Path.DirectorySeparatorChar).Reverse());
        while (parts.TryPop(out string? part))
        {
            if (part.Length == 0 || part == ".")
                continue;
            string next = part == ".." ? Path.GetDirectoryName(result) ?? root : Path.Combine(result, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (part == ".." || info.LinkTarget is not { } target)
            {
                result = next;
                continue;
            }

            if (++links > 64)
                throw new IOException("The links lead in a circle.");
            string full = Path.Combine(result, target);
            result = Path.GetPathRoot(full)!;
            foreach (string piece in full[result.Length..].Split(Path.DirectorySeparatorChar).Reverse())
                parts.Push(piece);
        }

        return result;
    }

    private void CheckLength(string found, long length, long least)
    {
        bool isStated = header.Metadata.TryGetValue(ModelMetadata.WeightsLength, out string? text)
            & long.TryParse(text, CultureInfo.InvariantCulture, out long stated);
        if (isStated ? length == stated : length >= least)
            return;
        throw new VitModelException(
            $"its weights file '{found}' is expected to have {(isStated ? stated : least)} bytes{(isStated ? "" : " or more")}, and has "
                + $"{length}: it is cut off, or belongs to another model. Copy it again, or {_remedy}.",
            path);
    }

    private VitModelException Absent(string location, string found)
    {
        string[] others = [.. Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)!).Where(IsLikeWeights).Order(StringComparer.Ordinal).Take(4)];
        string hint = others.Length == 0 ? ""
            : $"Beside the model lies '{string.Join("', '", others)}': if that is the file under another name, rename it to '{location}'. ";
        return new VitModelException(
            $"its weights are expected in '{found}', and there is no such file. {hint}"
                + $"Keep '{location}' in the folder of the model file, under that name, or {_remedy}.",
            path);
    }

    private bool IsLikeWeights(string name) =>
        !header.ExternalFiles.ContainsKey(name)
        && (name.EndsWith("data", StringComparison.OrdinalIgnoreCase) || name.Contains(".onnx_data", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".weights", StringComparison.OrdinalIgnoreCase));

    private VitModelException Refused(string location, string what) => new(
        $"its weights are expected in a file of its own folder, and the place that it states, '{location}', {what}. Nothing of it was read. "
            + $"If the model is from someone you trust, put the file into the folder of the model and {_remedy} so that it says that name.",
        path);
}
