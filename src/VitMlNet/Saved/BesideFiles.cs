using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The model files that belong beside a saved pipeline: those whose weights are in a file of their own.</summary>
internal sealed class BesideFiles(string zipPath, IProgress<double>? progress, CancellationToken cancellationToken)
{
    private const int BufferLength = 1 << 20;

    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private long _total;
    private long _done;

    /// <exception cref="VitModelException">Two models have files of one name.</exception>
    public void Add(VitModel model)
    {
        string folder = Path.GetDirectoryName(model.Path)!;
        foreach (string file in model.WeightsPaths.Prepend(model.Path))
        {
            // The model names its weights relative to itself.
            string name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (_files.TryGetValue(name, out string? other) && other != file)
            {
                throw new VitModelException(
                    $"two models of one pipeline have files of the same name, '{other}' and '{file}', and only one can be "
                    + "beside the saved pipeline. Convert one of them to another name.", zipPath);
            }

            _files[name] = file;
        }
    }

    public IReadOnlyList<SavedFile> Describe() => [.. _files.Select(file => new SavedFile(file.Key, LinkedFile.Length(file.Value) ?? 0))];

    /// <summary>Copies the files that are not there yet: all of them, or none.</summary>
    /// <exception cref="VitModelException">The folder has other files of the same names.</exception>
    public void Copy()
    {
        string folder = Path.GetDirectoryName(zipPath)!;
        (string Source, string Target)[] files =
            [.. _files.Select(file => (Path.GetFullPath(file.Value), Path.Combine(folder, file.Key))).Where(file => file.Item1 != file.Item2)];
        _total = files.Sum(file => LinkedFile.Length(file.Source) ?? 0);
        foreach ((string source, string target) in files.Where(file => File.Exists(file.Target)))
        {
            if (!AreEqual(source, target))
            {
                throw new VitModelException(
                    $"the folder already has another file '{Path.GetFileName(target)}'. Save the pipeline in another "
                    + "folder, or remove that file if nothing needs it.", zipPath);
            }
        }

        var copied = new List<string>();
        try
        {
            foreach ((string source, string target) in files.Where(file => !File.Exists(file.Target)))
            {
                Copy(source, target);
                copied.Add(target);
            }
        }
        catch
        {
            copied.ForEach(File.Delete);
            throw;
        }
    }

    private void Copy(string source, string target)
    {
        using FileStream from = Open(source);
        using var to = new AtomicFile(target);
        Read(from, bytes =>
        {
            to.Stream.Write(bytes);
            return true;
        });
        to.Commit();
    }

    private bool AreEqual(string source, string target)
    {
        using FileStream from = Open(source), to = Open(target);
        byte[] buffer = new byte[BufferLength];
        return from.Length == to.Length
            && Read(from, bytes => to.ReadAtLeast(buffer.AsSpan(0, bytes.Length), bytes.Length, throwOnEndOfStream: false) == bytes.Length
                && bytes.SequenceEqual(buffer.AsSpan(0, bytes.Length)));
    }

    /// <summary>Reads a file to its end, or until <paramref name="accept"/> returns false.</summary>
    private bool Read(FileStream file, Func<ReadOnlySpan<byte>, bool> accept)
    {
        byte[] buffer = new byte[BufferLength];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!accept(buffer.AsSpan(0, read)))
                return false;
            _done += read;
            progress?.Report((double)_done / _total);
        }

        return true;
    }

    private static FileStream Open(string path) => RegularFile.OpenRead(path);
}
