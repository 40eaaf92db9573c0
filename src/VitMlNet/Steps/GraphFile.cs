using System.Collections.Concurrent;

namespace VitMlNet;

/// <summary>
/// A small graph that ML.NET gets as a file. (ML.NET also takes streams, but writes them to files itself and leaves those behind.)
/// </summary>
/// <remarks>
/// The file is there only while ML.NET reads it: when the graph is opened, and again when the pipeline is saved, since ML.NET
/// then copies the file of that name.
/// </remarks>
internal sealed class GraphFile(byte[] graph)
{
    private static readonly ConcurrentQueue<string> Leftovers = new();

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"vitmlnet-{Guid.NewGuid():N}.onnx");

    static GraphFile() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => DeleteLeftovers();

    /// <summary>Does something that needs the file.</summary>
    public T Use<T>(Func<string, T> use)
    {
        try
        {
            if (!File.Exists(_path))
                File.WriteAllBytes(_path, graph);
            return use(_path);
        }
        finally
        {
            Delete(_path);
        }
    }

    /// <summary>Removes the files that were still in use when they were to be removed, as happens on Windows.</summary>
    public static void DeleteLeftovers()
    {
        for (int count = Leftovers.Count; count > 0 && Leftovers.TryDequeue(out string? file); count--)
            Delete(file);
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leftovers.Enqueue(file);
        }
    }
}
