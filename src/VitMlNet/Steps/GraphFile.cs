using System.Collections.Concurrent;

namespace VitMlNet;

/// <summary>
/// An ONNX model that ML.NET takes as a file. (ML.NET also takes streams, but writes them to files itself and leaves those behind.)
/// </summary>
/// <remarks>
/// The file exists only while ML.NET reads it: when the model is opened, and again when the pipeline is saved, since ML.NET then copies
/// the file of that name.
/// </remarks>
/// <param name="opened">The model that ML.NET opens.</param>
/// <param name="saved">The model that saved pipelines hold; null for the same.</param>
internal sealed class GraphFile(byte[] opened, ModelStorage? saved = null)
{
    private static readonly ConcurrentQueue<string> s_leftovers = new();

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"vitmlnet-{Guid.NewGuid():N}.onnx");

    static GraphFile() => AppDomain.CurrentDomain.ProcessExit += static (_, _) => DeleteLeftovers();

    /// <summary>Does what opens the file.</summary>
    public T Open<T>(Func<string, T> open)
    {
        try
        {
            File.WriteAllBytes(_path, opened);
            return open(_path);
        }
        finally
        {
            Delete(_path);
        }
    }

    /// <summary>Does what copies the file into a saved pipeline.</summary>
    public void Save(Action save)
    {
        try
        {
            if (saved is null)
                File.WriteAllBytes(_path, opened);
            else
                Place(saved);
            save();
        }
        finally
        {
            Delete(_path);
        }
    }

    /// <summary>Removes the files that were still in use when they were to be removed, as happens on Windows.</summary>
    public static void DeleteLeftovers()
    {
        for (int count = s_leftovers.Count; count > 0 && s_leftovers.TryDequeue(out string? file); count--)
            Delete(file);
    }

    private void Place(ModelStorage model)
    {
        if (model.IsFile)
        {
            try
            {
                File.CreateSymbolicLink(_path, model.Path);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                // Windows lets few users create links; a copy serves as well, and takes longer.
            }
        }

        using Stream source = model.OpenRead();
        using FileStream copy = File.Create(_path);
        source.CopyTo(copy);
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            s_leftovers.Enqueue(file);
        }
    }
}
