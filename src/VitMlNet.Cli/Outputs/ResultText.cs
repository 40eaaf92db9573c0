using System.Text;
using Spectre.Console;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>Where a command's results go: standard output, or a file that is complete or absent.</summary>
internal sealed class ResultText : IDisposable
{
    private readonly AtomicFile? file;

    /// <param name="console">Standard output.</param>
    /// <param name="path">The file, or <see langword="null"/> for standard output.</param>
    /// <exception cref="UsageException">The file cannot be created there.</exception>
    public ResultText(ToolConsole console, string? path)
    {
        file = path is null ? null : OutputFile.Create(path);
        Writer = file is null ? console.Out : new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Terminal = file is null && console.OutIsTerminal ? console.OutTerminal : null;
    }

    public TextWriter Writer { get; }

    /// <summary>The terminal that shows the results, or <see langword="null"/> where they go to a file or a pipe.</summary>
    public IAnsiConsole? Terminal { get; }

    /// <summary>Completes the file.</summary>
    public void Commit()
    {
        if (file is null)
            return;
        Writer.Flush();
        file.Commit();
    }

    // The writer is not disposed: it would write what is left into the file that is discarded.
    public void Dispose() => file?.Dispose();
}
