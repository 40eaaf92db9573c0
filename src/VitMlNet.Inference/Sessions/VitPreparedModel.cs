namespace VitMlNet;

/// <summary>A copy of a model that opens fast, in a folder of <see cref="VitPreparedModels"/>. Immutable.</summary>
public sealed class VitPreparedModel
{
    internal const string GraphFile = "model.onnx";
    internal const string WeightsFile = "weights.bin";

    internal VitPreparedModel(string folder, PreparedManifest manifest) => (Folder, Manifest) = (folder, manifest);

    /// <summary>The full path of the copy's own folder.</summary>
    public string Folder { get; }

    /// <summary>The file that the model was opened from when it was prepared.</summary>
    public string ModelPath => Manifest.Path;

    /// <summary>The bytes that it takes on the disk.</summary>
    public long Size => Manifest.Files.Sum(file => file.Length);

    /// <summary>When it was used last, as far as the file system keeps that; UTC.</summary>
    public DateTime LastUsed => File.GetLastWriteTimeUtc(Path.Combine(Folder, PreparedManifest.FileName));

    /// <summary>Whether this machine and this version of VitMlNet and of ONNX Runtime can use it, and its files are as they were written.</summary>
    public bool IsUsable => Manifest.Environment == PreparedEnvironment.Text && Manifest.Files.All(file => file.IsUnchangedIn(Folder));

    internal PreparedManifest Manifest { get; }

    internal string GraphPath => Path.Combine(Folder, GraphFile);

    /// <summary>Notes that it is used now, where the folder can be written.</summary>
    internal void Touch()
    {
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(Folder, PreparedManifest.FileName), DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It then looks as if it had been used less.
        }
    }
}
