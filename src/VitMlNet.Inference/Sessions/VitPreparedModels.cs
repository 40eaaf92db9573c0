using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// A folder of models as ONNX Runtime wants them, optimized and with packed weights, which are mapped into memory instead of read and
/// packed: they open several times as fast, and processes share their memory. Thread-safe; any number of processes may use a folder.
/// </summary>
/// <remarks>
/// <para>
/// A copy belongs to the contents of the model's files, the version of VitMlNet and of ONNX Runtime, the operating system and the kind of
/// processor; any other model, machine or version opens the model file as always. It takes about twice the model's size on the disk
/// (R50+L/32: 2.5 GB in float32, 0.7 GB in int8). It is used on the processor only, by sessions whose
/// <see cref="VitSessionOptions.PreparedModels"/> names this object.
/// </para>
/// <para>The folder is as trusted as the model files: do not use one that others can write in. On Unix, such a folder is refused.</para>
/// </remarks>
public sealed class VitPreparedModels
{
    /// <summary>The largest size of a folder where none is chosen, in bytes: 20 GiB.</summary>
    public const long DefaultMaxBytes = 20L << 30;

    private const string Partial = ".partial-";

    private VitPreparedModels(string folder, long maxBytes) => (Folder, MaxBytes) = (folder, maxBytes);

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>The bytes that the copies may take together; <see cref="Add"/> deletes those that were used longest ago until they do.</summary>
    public long MaxBytes { get; }

    /// <summary>Names a folder of prepared models, which need not exist.</summary>
    /// <param name="folder">
    /// The folder, or <see langword="null"/> for <c>prepared</c> in the folder that the environment variable <c>VITMLNET_HOME</c> names, or
    /// else in the folder <c>vitmlnet</c> of the platform's caches.
    /// </param>
    /// <param name="maxBytes">The bytes that the copies may take together.</param>
    /// <returns>The folder's models.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is below 1.</exception>
    /// <exception cref="VitCacheException">Other users can write in the folder.</exception>
    public static VitPreparedModels Open(string? folder = null, long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        if (folder is { Length: 0 })
            throw new ArgumentException("The name of a folder is expected, and it is empty.", nameof(folder));
        string path = Path.GetFullPath(folder ?? Path.Combine(CacheHome.Folder, "prepared"));
        if (!OperatingSystem.IsWindows() && Directory.Exists(path) && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite))
            throw new VitCacheException("a folder that only its owner can write in is expected for prepared models, and every user can. Run `chmod o-w` on it.", path);
        return new VitPreparedModels(path, maxBytes);
    }

    /// <summary>The prepared models, the one that was used last first; those that cannot be used here too.</summary>
    /// <returns>A list of the moment.</returns>
    public IReadOnlyList<VitPreparedModel> List() => [.. Enumerate().OrderByDescending(model => model.LastUsed)];

    /// <summary>Prepares a model, unless that has been done. It takes a little longer than opening the model, and twice its memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops it after the step that is under way.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The copy cannot be written, or the disk has too little space for it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left of the copy.</exception>
    public VitPreparedModel Add(VitModel model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Find(model) is { } known)
            return known;
        string[] hashes = [.. model.GetHashes()];
        string target = Path.Combine(Folder, PreparedEnvironment.Hash([PreparedEnvironment.Text, .. hashes])[..32]);
        string partial = Path.Combine(Folder, $"{Partial}{Guid.NewGuid():N}");
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            CreateFolder(partial);
            CheckSpace(model);
            PreparedWriter.Write(model, partial);
            cancellationToken.ThrowIfCancellationRequested();
            PreparedFile[] files = [.. new DirectoryInfo(partial).GetFiles().Select(PreparedFile.Describe)];
            PooledSession.ThrowIfChanged(model);
            new PreparedManifest(PreparedEnvironment.Text, model.Path, hashes, [model.Version], files).Write(partial);
            Delete(target);
            Directory.Move(partial, target);
            var added = new VitPreparedModel(target, PreparedManifest.TryRead(target)!);
            MakeRoom(added);
            return added;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitCacheException($"the prepared copy of {model.Path} cannot be written: {e.Message} Name another folder, or make space.", Folder, e);
        }
        finally
        {
            Delete(partial);
        }
    }

    /// <summary>Finds the copy of a model that can be used here.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The copy, or <see langword="null"/>.</returns>
    public VitPreparedModel? Find(VitModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        VitPreparedModel[] usable = [.. Enumerate().Where(prepared => prepared.IsUsable)];
        VitPreparedModel? found = Array.Find(usable, prepared => prepared.Manifest.Versions.Contains(model.Version));

        // The same model at another place: only its bytes can say so.
        if (found is null && usable.Length > 0 && model.GetHashes().ToArray() is var hashes)
        {
            found = Array.Find(usable, prepared => prepared.Manifest.Hashes.AsSpan().SequenceEqual(hashes));
            if (found is not null)
                AddVersion(found, model.Version);
        }

        return found;
    }

    /// <summary>Deletes a copy. Processes that use it go on, except on Windows, where it stays and an exception is thrown.</summary>
    /// <param name="prepared">A copy in this folder.</param>
    /// <exception cref="VitCacheException">It cannot be deleted.</exception>
    public void Remove(VitPreparedModel prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        try
        {
            // Without a manifest it is no copy any more, whatever else can be deleted.
            File.Delete(Path.Combine(prepared.Folder, PreparedManifest.FileName));
            Directory.Delete(prepared.Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitCacheException($"the prepared copy of {prepared.ModelPath} cannot be deleted: {e.Message} End the programs that use it.", prepared.Folder, e);
        }
    }

    private IEnumerable<VitPreparedModel> Enumerate()
    {
        string[] folders;
        try
        {
            folders = Directory.Exists(Folder) ? Directory.GetDirectories(Folder) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folders = [];
        }

        return from folder in folders
               where !Path.GetFileName(folder).StartsWith('.')
               let manifest = PreparedManifest.TryRead(folder)
               where manifest is not null
               select new VitPreparedModel(folder, manifest);
    }

    private void MakeRoom(VitPreparedModel added)
    {
        long size = added.Size;
        foreach (VitPreparedModel other in List().Where(other => other.Folder != added.Folder))
        {
            size += other.Size;
            if (size <= MaxBytes)
                continue;
            try
            {
                Remove(other);
            }
            catch (VitCacheException)
            {
                // A program uses it; the next copy that is made tries again.
            }
        }
    }

    private static void AddVersion(VitPreparedModel prepared, string version)
    {
        try
        {
            (prepared.Manifest with { Versions = [.. prepared.Manifest.Versions.TakeLast(20), version] }).Write(prepared.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is found by its bytes again next time.
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void CheckSpace(VitModel model)
    {
        long size = model.WeightsPaths.Sum(file => LinkedFile.Length(file) ?? 0) + model.Storage.Length;
        long free = new DriveInfo(Folder).AvailableFreeSpace;
        if (free < 2 * size)
            throw new IOException($"{2 * size >> 20} MiB of free space are expected, and there are {free >> 20}.");
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
