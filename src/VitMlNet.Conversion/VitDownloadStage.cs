namespace VitMlNet.Conversion;

/// <summary>The stages of <see cref="VitModelStore.GetAsync"/>, in their order.</summary>
public enum VitDownloadStage
{
    /// <summary>Another process, or another call, fetches the same model; its end is awaited.</summary>
    Waiting,

    /// <summary>The checkpoint is downloaded.</summary>
    Download,

    /// <summary>The downloaded file is compared with the checksums that the server gave.</summary>
    Verification,

    /// <summary>The checkpoint's SHA-256 is computed for the model file.</summary>
    Checksum,

    /// <summary>The weights are read, changed to the graph's form, and written.</summary>
    Weights,
}
