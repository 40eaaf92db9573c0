namespace VitMlNet.Cli;

/// <summary>The images that the paths of a command line stand for.</summary>
internal sealed class ImageFiles
{
    private readonly List<string> paths = [];
    private readonly List<(string Path, string Error)> problems = [];

    /// <summary>The image files, in the order of the arguments, and within folders in ordinal order of the names.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>Folders that could not be read, or held no image.</summary>
    public IReadOnlyList<(string Path, string Error)> Problems => problems;

    /// <summary>Images that were found in another way.</summary>
    public static ImageFiles Of(IEnumerable<string> paths)
    {
        var images = new ImageFiles();
        images.paths.AddRange(paths);
        return images;
    }

    /// <summary>
    /// Finds the images: a folder stands for the image files in it and in its subfolders (by extension; names that begin
    /// with a dot are left out), and anything else for itself, so that a wrong file is tried and named.
    /// </summary>
    public static ImageFiles Find(IEnumerable<string> arguments, CancellationToken token)
    {
        var found = new ImageFiles();
        foreach (string argument in arguments)
        {
            if (!Directory.Exists(argument))
            {
                found.paths.Add(argument);
                continue;
            }

            int before = found.paths.Count + found.problems.Count;
            found.paths.AddRange(VitImageFiles.Find(argument, found.AddUnreadable, token));
            if (found.paths.Count + found.problems.Count == before)
                found.problems.Add((argument, $"the folder holds no image ({string.Join(", ", VitImageFiles.Extensions.Select(e => e[1..]))})."));
        }

        return found;
    }

    private void AddUnreadable(string folder, Exception cause) => problems.Add((folder, $"the folder cannot be read: {cause.Message}"));
}
