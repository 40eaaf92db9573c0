namespace VitMlNet.Store.Tests;

/// <summary>The options of a store, which a test can copy with other values.</summary>
internal sealed record StoreSettings
{
    public required string Folder { get; init; }

    public required Uri Mirror { get; init; }

    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public int Retries { get; init; } = new VitModelStoreOptions().Retries;

    public bool KeepCheckpoint { get; init; }

    /// <summary>On, since most servers of these tests send no checksums.</summary>
    public bool AllowUnverified { get; init; } = true;

    public ConversionOptions Conversion { get; init; } = new();

    public Func<string, long?> FreeSpace { get; init; } = new VitModelStoreOptions().FreeSpace;

    public Func<string, Stream> OpenPart { get; init; } = new VitModelStoreOptions().OpenPart;

    public VitModelStoreOptions Create() => new()
    {
        Folder = Folder,
        Mirror = Mirror,
        StallTimeout = StallTimeout,
        Retries = Retries,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        KeepCheckpoint = KeepCheckpoint,
        AllowUnverified = AllowUnverified,
        Conversion = Conversion,
        FreeSpace = FreeSpace,
        OpenPart = OpenPart,
    };
}
