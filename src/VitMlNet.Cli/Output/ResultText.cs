using System.Text;

namespace VitMlNet.Cli.Output;

/// <summary>Where a command's results go: standard output, or a file that is there whole or not at all.</summary>
internal sealed class ResultText : IDisposable
{
    private readonly AtomicFile? file;

    /// <param name="console">Standard output.</param>
    /// <param name="path">The file, or <see langword="null"/> for standard output.</param>
    /// <exception cref="UsageException">The file cannot be made there.</exception>
    public ResultText(ToolConsole console, string? path)
    {
        file = path is null ? null : new AtomicFile(path);
        Writer = file is null ? console.Out : new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public TextWriter Writer { get; }

    public bool IsFile => file is not null;

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        if (file is null)
            return;
        Writer.Flush();
        file.Commit();
    }

    // The writer has nothing of its own to let go of: what it was given and not flushed is not wanted.
    public void Dispose() => file?.Dispose();
}
