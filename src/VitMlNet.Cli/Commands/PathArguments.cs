using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>The photographs of a command line: what <c>classify</c>, <c>features</c> and <c>predict</c> share.</summary>
internal sealed class PathArguments
{
    private readonly Argument<string[]> paths = new("PATH")
    {
        Description = "Images (JPEG, PNG, WebP, BMP, GIF), folders to search for images, and patterns (photos/*.jpg, photos/**/cat?.png). "
            + "- reads paths from standard input, one a line. /dev/stdin is an image that is piped in.",
    };

    private readonly ListedPaths listed;

    private readonly Option<bool> recursive = new("--recursive")
    {
        Description = "Search folders with their subfolders, which is the default.",
    };

    private readonly Option<bool> notRecursive = new("--no-recursive")
    {
        Description = "Search folders without their subfolders.",
    };

    public PathArguments(Command command)
    {
        listed = new ListedPaths(command, paths);
        command.Add(recursive);
        command.Add(notRecursive);
        command.Validators.Add(result =>
        {
            if (result.GetResult(recursive) is { Implicit: false } && result.GetResult(notRecursive) is { Implicit: false })
                result.AddError("--recursive and --no-recursive: give one of them.");
        });
    }

    /// <summary>Finds the photographs.</summary>
    public ImageFiles Find(ParseResult parsed, CancellationToken token) =>
        ImageFiles.Find(listed.Read(parsed), token, isRecursive: !parsed.GetValue(notRecursive));
}
