namespace VitMlNet.Conversion;

/// <summary>Where <see cref="VitModelStore"/> keeps models, where it gets them, and how it converts them.</summary>
public sealed record VitModelStoreOptions
{
    /// <summary>The environment variable that names another server than Google's.</summary>
    public const string MirrorVariable = "VITMLNET_MIRROR";

    /// <summary>The folder of the models; it is made when it is needed.</summary>
    /// <value>
    /// By default <c>models</c> in the folder that the environment variable <c>VITMLNET_HOME</c> names, and without it in
    /// <c>vitmlnet</c> in the platform's folder for caches.
    /// </value>
    public string? Folder { get; init; }

    /// <summary>The address of a folder that holds the checkpoints under their published names.</summary>
    /// <value>By default the one that <c>VITMLNET_MIRROR</c> names, and without it Google's.</value>
    public Uri? Mirror { get; init; }

    /// <summary>Sends the requests, for proxies, credentials or tests; it is not disposed.</summary>
    /// <value>By default the system's proxy settings are followed.</value>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>How long a server may be silent before the connection counts as broken.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row a download that makes no headway is tried again.</summary>
    /// <value>5 by default; 0 for never.</value>
    public int Retries { get; init; } = 5;

    /// <summary>The wait before the first retry; each further one waits twice as long, up to half a minute.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the checkpoint stays in the folder <c>checkpoints</c> after its conversion.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool KeepCheckpoint { get; init; }

    /// <summary>How checkpoints are converted; what is not a default becomes part of the model file's name.</summary>
    /// <value>The defaults of <see cref="ConversionOptions"/>. <see cref="ConversionOptions.LabelsPath"/> must be <see langword="null"/>.</value>
    public ConversionOptions Conversion { get; init; } = new();

    /// <summary>The bytes free for a folder, or <see langword="null"/> where that is not known; tests replace it.</summary>
    internal Func<string, long?> FreeSpace { get; init; } = Store.DiskSpace.Free;

    /// <summary>Opens the file that a download is written to; tests replace it by one that is soon full.</summary>
    internal Func<string, Stream> OpenPart { get; init; } = static path => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
}
