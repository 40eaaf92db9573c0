using VitMlNet.ModelFile;
using System.Text;

namespace VitMlNet.Cli;

/// <summary>The report files of a command line; each appears whole, when the work is done.</summary>
internal sealed class ReportFiles : IDisposable
{
    private readonly List<(AtomicFile File, bool Page)> files = [];

    /// <summary>Makes sure that all can be written, before any work is done.</summary>
    /// <exception cref="UsageException">A file cannot be made there, is named twice, or is also read.</exception>
    public ReportFiles(IReadOnlyList<string> paths, IReadOnlyList<string> inputs)
    {
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UsageException($"--report {twice.First()}: named twice; name a .json file and an .html file.");
        try
        {
            foreach (string path in paths)
            {
                OutputPath.RefuseInputs("--report", path, inputs);
                files.Add((OutputFile.Create(path), IsPage(path)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the extension is that of a report.</summary>
    public static bool IsKnown(string path) => Path.GetExtension(path).ToLowerInvariant() is ".json" or ".html" or ".htm";

    /// <summary>Writes the report to all of them and puts them in their places.</summary>
    public void Write(EvaluationReport report)
    {
        foreach ((AtomicFile file, bool page) in files)
            file.Stream.Write(Encoding.UTF8.GetBytes(page ? HtmlReport.Of(report) : JsonReport.Of(report) + "\n"));
        foreach ((AtomicFile file, _) in files)
            file.Commit();
    }

    public void Dispose()
    {
        foreach ((AtomicFile file, _) in files)
            file.Dispose();
    }

    private static bool IsPage(string path) => Path.GetExtension(path).ToLowerInvariant() is not ".json";
}
