using System.Collections.Concurrent;

namespace VitMlNet.Scoring;

/// <summary>
/// Hands small graphs to ML.NET as files. (ML.NET also takes streams, but writes them to files itself and leaves those behind.)
/// </summary>
internal static class GraphFiles
{
    private static readonly ConcurrentQueue<string> Leftovers = new();

    static GraphFiles() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => DeleteLeftovers();

    /// <summary>Writes a graph to a file, has it opened, and removes the file.</summary>
    public static T Open<T>(byte[] graph, Func<string, T> open)
    {
        DeleteLeftovers();
        string file = Path.Combine(Path.GetTempPath(), $"vitmlnet-{Guid.NewGuid():N}.onnx");
        try
        {
            File.WriteAllBytes(file, graph);
            return open(file);
        }
        finally
        {
            Delete(file);
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
