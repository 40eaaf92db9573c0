using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>Paths that a file or another program gives, one a line.</summary>
internal static class PathList
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The paths of a file, one after the other as they are asked for.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static IEnumerable<string> Read(string file)
    {
        using StreamReader reader = Open(file);
        using IEnumerator<string> paths = ImageFiles.ReadPaths(reader).GetEnumerator();
        while (MoveNext(paths, file))
            yield return paths.Current;
    }

    private static StreamReader Open(string file)
    {
        try
        {
            if (file == StandardInput)
                return new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
            if (!PipedInput.IsAt(file))
                RegularFile.Check(file);
            return new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, e);
        }
    }

    private static bool MoveNext(IEnumerator<string> paths, string file)
    {
        try
        {
            return paths.MoveNext();
        }
        catch (IOException e)
        {
            throw Unreadable(file, e);
        }
    }

    private static UsageException Unreadable(string file, Exception cause) =>
        new($"{file}: the list of paths cannot be read: {cause.Message} Name a text file with one path a line, or - for standard input.", cause);
}
