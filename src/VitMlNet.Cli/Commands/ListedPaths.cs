using System.CommandLine;

namespace VitMlNet.Cli;

/// <summary>The paths of a command line: its arguments, and those that a list has.</summary>
internal sealed class ListedPaths
{
    private readonly Argument<string[]> paths;

    private readonly Option<string> list = new("--paths-from")
    {
        Description = "A text file with more paths, one a line; - for standard input.",
        HelpName = "FILE|-",
    };

    /// <summary>Adds the arguments and the option to a command, of which at least one must be given.</summary>
    public ListedPaths(Command command, Argument<string[]> paths)
    {
        this.paths = paths;
        paths.Arity = ArgumentArity.ZeroOrMore;
        command.Add(paths);
        command.Add(list);
        command.Validators.Add(result =>
        {
            if (result.GetResult(paths) is not { Tokens.Count: > 0 } && result.GetResult(list) is null)
                result.AddError($"'{paths.Name}' is missing: name at least one, or a list of them with {list.Name} FILE.");
        });
    }

    /// <summary>All paths, those of the list as they are asked for.</summary>
    /// <exception cref="UsageException">The list cannot be read.</exception>
    public IEnumerable<string> Read(ParseResult parsed) =>
        (parsed.GetValue(paths) ?? []).Concat(parsed.GetValue(list) is { } file ? PathList.Read(file) : []);
}
