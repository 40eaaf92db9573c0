using VitMlNet.ModelFile;
using VitMlNet.Store.Storage;

namespace VitMlNet;

/// <summary>The options of <see cref="VitModelStore"/>.</summary>
public sealed class VitModelStoreOptions
{
    /// <summary>The environment variable that names the address of a mirror.</summary>
    public const string MirrorVariable = "VITMLNET_MIRROR";

    /// <summary>The folder of the model files; it is created when it is needed.</summary>
    /// <value>
    /// By default <c>models</c> in the folder that the environment variable <c>VITMLNET_HOME</c> names, or else in <c>vitmlnet</c> in the
    /// operating system's folder for caches.
    /// </value>
    public string? Folder { get; init; }

    /// <summary>The address of a folder that holds the checkpoints under their published names.</summary>
    /// <value>By default the value of <c>VITMLNET_MIRROR</c>, or else Google's address.</value>
    public Uri? Mirror { get; init; }

    /// <summary>The handler that sends the HTTP requests, for proxies, credentials or tests; it is not disposed.</summary>
    /// <value><see langword="null"/> by default, for a handler with the system's proxy settings.</value>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>How long the server may send nothing before the connection counts as broken.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row a download is retried that makes no progress.</summary>
    /// <value>5 by default; 0 for no retries.</value>
    public int Retries { get; init; } = 5;

    /// <summary>The delay before the first retry; it doubles with each further one, up to 30 seconds.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a checkpoint is used that nothing vouches for: its SHA-256 is not known, and its server sends no checksum. What it holds is
    /// still checked against the architecture and by the checksums within it.
    /// </summary>
    /// <value><see langword="false"/> by default.</value>
    public bool AllowUnverified { get; init; }

    /// <summary>Whether the checkpoint is kept in the folder <c>checkpoints</c> after its conversion.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool KeepCheckpoint { get; init; }

    /// <summary>How checkpoints are converted; every option that is not the default becomes part of the model file's name.</summary>
    /// <value>The defaults of <see cref="ConversionOptions"/>. <see cref="ConversionOptions.LabelsPath"/> must be <see langword="null"/>.</value>
    public ConversionOptions Conversion { get; init; } = new();

    /// <summary>The free space for a folder in bytes, or <see langword="null"/> where it is unknown; tests replace it.</summary>
    internal Func<string, long?> FreeSpace { get; init; } = DiskSpace.Free;

    /// <summary>Opens the file that a download is written to; tests replace it with one that is soon full.</summary>
    internal Func<string, Stream> OpenPart { get; init; } =
        static path => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
}
