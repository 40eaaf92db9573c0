namespace VitMlNet.Cli;

/// <summary>The images that the paths of a command line stand for.</summary>
internal sealed class ImageFiles
{
    private readonly List<string> paths = [];
    private readonly List<(string Path, string Error)> problems = [];

    /// <summary>The extensions of images, for messages and help.</summary>
    public static string ImageNames { get; } = string.Join(", ", VitImageFiles.Extensions.Select(extension => extension[1..]));

    /// <summary>The image files, in the order of the arguments, and within folders in ordinal order of the names.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>Folders that could not be read, or held no image.</summary>
    public IReadOnlyList<(string Path, string Error)> Problems => problems;

    /// <summary>The files in folders that are not images.</summary>
    public SkippedFiles Skipped { get; private init; } = new();

    /// <summary>Images that were found in another way.</summary>
    public static ImageFiles Of(IEnumerable<string> paths, SkippedFiles? skipped = null)
    {
        var images = new ImageFiles { Skipped = skipped ?? new SkippedFiles() };
        images.paths.AddRange(paths);
        return images;
    }

    /// <summary>
    /// Finds the images: a folder stands for the image files in it and in its subfolders, as <see cref="VitImageFiles"/> finds them, and
    /// anything else for itself, so that a wrong file is tried and named.
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
            found.paths.AddRange(VitImageFiles.Find(argument, found.AddUnreadable, found.Skipped.Add, token));
            if (found.paths.Count + found.problems.Count == before)
                found.problems.Add((argument, $"the folder holds no image ({ImageNames})."));
        }

        return found;
    }

    /// <summary>Makes sure that there is something to score.</summary>
    /// <exception cref="UsageException">There is not; the message says what was found instead.</exception>
    public void CheckNotEmpty()
    {
        if (paths.Count == 0)
            throw new UsageException($"{string.Join(' ', problems.Select(problem => $"{problem.Path}: {problem.Error}"))} {Skipped}".TrimEnd());
    }

    private void AddUnreadable(string folder, Exception cause) => problems.Add((folder, cause is PathTooLongException
        ? "the path of the folder is longer than the system allows; what is in it was left out. Start from a folder nearer to it."
        : $"the folder cannot be read: {cause.Message}"));
}
