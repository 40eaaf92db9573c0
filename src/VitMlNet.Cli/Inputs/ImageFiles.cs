namespace VitMlNet.Cli;

/// <summary>The images that the paths of a command line stand for.</summary>
internal sealed class ImageFiles
{
    private const string StandardInput = "-";

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
    /// anything else for itself, so that a wrong file is tried and named. A pattern stands for what matches it, and <c>-</c> for the lines of standard
    /// input.
    /// </summary>
    /// <param name="arguments">The paths.</param>
    /// <param name="token">Ends the search early.</param>
    /// <param name="isRecursive">Whether subfolders are searched.</param>
    public static ImageFiles Find(IEnumerable<string> arguments, CancellationToken token, bool isRecursive = true)
    {
        var found = new ImageFiles();
        foreach (string argument in arguments.SelectMany(argument => argument == StandardInput ? ReadPaths(Console.In) : [argument]))
        {
            if (!PathPattern.Is(argument))
            {
                found.Add(argument, isRecursive, token);
                continue;
            }

            IReadOnlyList<string> matches = PathPattern.Expand(argument, token);
            if (matches.Count == 0)
                found.problems.Add((argument, "nothing matches this pattern."));
            foreach (string match in matches)
                found.Add(match, isRecursive, token);
        }

        return found;
    }

    /// <summary>The paths of a list, one a line; a line may end in a NUL character instead, as <c>find -print0</c> has it.</summary>
    internal static IEnumerable<string> ReadPaths(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            foreach (string path in line.Split('\0'))
            {
                if (path.Length > 0)
                    yield return path;
            }
        }
    }

    /// <summary>Makes sure that there is something to score.</summary>
    /// <exception cref="UsageException">There is not; the message says what was found instead.</exception>
    public void CheckNotEmpty()
    {
        if (paths.Count == 0)
            throw new UsageException($"{string.Join(' ', problems.Select(problem => $"{problem.Path}: {problem.Error}"))} {Skipped}".TrimEnd());
    }

    private void Add(string argument, bool isRecursive, CancellationToken token)
    {
        if (!Directory.Exists(argument))
        {
            paths.Add(argument);
            return;
        }

        int before = paths.Count + problems.Count;
        IEnumerable<string> images = VitImageFiles.Find(argument, AddUnreadable, Skipped.Add, isRecursive, token);
        paths.AddRange(images);
        if (paths.Count + problems.Count == before)
            problems.Add((argument, $"the folder holds no image ({ImageNames})."));
    }

    private void AddUnreadable(string folder, Exception cause) => problems.Add((folder, cause is PathTooLongException
        ? "the path of the folder is longer than the system allows; what is in it was left out. Start from a folder nearer to it."
        : $"the folder cannot be read: {cause.Message}"));
}
