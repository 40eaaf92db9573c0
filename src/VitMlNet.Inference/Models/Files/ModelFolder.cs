using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Finds the model file in a folder as other tools and model hubs leave it, or a snapshot of a hub's cache.</summary>
internal static class ModelFolder
{
    private const string Extension = ".onnx";
    private const string Subfolder = "onnx";

    // In the order of what is tried first: a network of photographs alone before one of photographs and text.
    private static readonly string[] s_stems = ["vision_model", "model"];

    private static readonly (VitFilePrecision Precision, string[] Endings)[] s_endings =
    [
        (VitFilePrecision.Fp32, [""]),
        (VitFilePrecision.Fp16, ["_fp16"]),
        (VitFilePrecision.Int8, ["_quantized", "_uint8", "_int8"]),
        (VitFilePrecision.Q4, ["_q4", "_q4f16", "_bnb4"]),
    ];

    /// <summary>Whether a path is a folder with a model file in it.</summary>
    public static bool Has(string path) => Directory.Exists(path) && Search(path).Length > 0;

    /// <summary>The model file that a path means: itself, or for a folder the one in it.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="precision">The precision wanted; null for the most exact that fits into memory.</param>
    /// <exception cref="VitModelException">The folder has none, none of that precision, or several of which none is known to be meant.</exception>
    public static string Resolve(string path, VitFilePrecision? precision)
    {
        if (!Directory.Exists(path))
            return path;
        string folder = Path.GetFullPath(path);
        string[] files = Search(folder);
        if (files.Length == 0)
        {
            throw new VitModelException(
                $"a model file is expected, and this is a folder without one: there is no {Extension} file in it, nor in its subfolder {Subfolder}. "
                    + "Export the model to ONNX, or name another folder or file.",
                folder);
        }

        string stem = FindStem(files, folder, precision);
        (VitFilePrecision Precision, string File)[] forms = [.. FindForms(files, stem)];
        if (precision is null)
            return forms.FirstOrDefault(form => Fits(form.File), forms[^1]).File;
        string? chosen = forms.FirstOrDefault(form => form.Precision == precision).File;
        return chosen ?? throw new VitModelException(
            $"a model file of the precision {precision} is expected in this folder, and there are {string.Join(", ", files.Select(Path.GetFileName))}. "
                + "Name one of them, or leave the precision out.",
            folder);
    }

    private static string[] Search(string path)
    {
        string folder = Snapshot(path);
        try
        {
            return [.. new[] { folder, Path.Combine(folder, Subfolder) }
                .Where(Directory.Exists)
                .SelectMany(place => Directory.EnumerateFiles(place, "*" + Extension).Order(StringComparer.Ordinal))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the folder cannot be read: {e.Message} Check its permissions.", path, e);
        }
    }

    /// <summary>The snapshot that a model's folder in a hub's cache refers to; the folder itself for others.</summary>
    private static string Snapshot(string folder)
    {
        string snapshots = Path.Combine(folder, "snapshots"), reference = Path.Combine(folder, "refs", "main");
        if (!Directory.Exists(snapshots))
            return folder;
        if (File.Exists(reference) && Path.Combine(snapshots, File.ReadAllText(reference).Trim()) is var main && Directory.Exists(main))
            return main;
        return Directory.EnumerateDirectories(snapshots).ToArray() is [var only] ? only : folder;
    }

    private static string FindStem(string[] files, string folder, VitFilePrecision? precision)
    {
        string[] stems = [.. files.Select(file => StemOf(Path.GetFileNameWithoutExtension(file))).Distinct()];
        return s_stems.FirstOrDefault(stems.Contains) ?? (stems is [var only] ? only : throw new VitModelException(
            $"one model is expected in this folder, and there are {string.Join(", ", files.Select(Path.GetFileName))}. Name the file.", folder));
    }

    private static string StemOf(string name) =>
        s_endings.SelectMany(form => form.Endings).Where(ending => ending.Length > 0 && name.EndsWith(ending, StringComparison.Ordinal))
            .Select(ending => name[..^ending.Length]).FirstOrDefault() ?? name;

    private static IEnumerable<(VitFilePrecision Precision, string File)> FindForms(string[] files, string stem)
    {
        ILookup<string, string> byName = files.ToLookup(file => Path.GetFileNameWithoutExtension(file)!);
        return from form in s_endings from ending in form.Endings from file in byName[stem + ending] select (form.Precision, file);
    }

    /// <summary>Whether a model and the weights beside it take no more than half of the memory that there is.</summary>
    private static bool Fits(string file)
    {
        string folder = Path.GetDirectoryName(file)!, name = Path.GetFileName(file);
        long bytes = Directory.EnumerateFiles(folder, name + "*").Sum(part => LinkedFile.Length(part) ?? 0);
        return bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
    }
}
