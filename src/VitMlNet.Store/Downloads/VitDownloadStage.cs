namespace VitMlNet;

/// <summary>The stages of <see cref="VitModelStore.GetAsync"/>, in their order.</summary>
public enum VitDownloadStage
{
    /// <summary>Another process or call is downloading the same model, and this one waits for it.</summary>
    Waiting,

    /// <summary>The checkpoint is downloaded.</summary>
    Download,

    /// <summary>The connection failed, and the download goes on after a pause.</summary>
    Retry,

    /// <summary>The downloaded file is compared with the checksums that are known.</summary>
    Verification,

    /// <summary>The weights of an archive are unpacked; other formats have no such stage.</summary>
    Unpacking,

    /// <summary>The SHA-256 of the checkpoint is computed for the model file.</summary>
    Checksum,

    /// <summary>The weights are read, transformed and written.</summary>
    Weights,
}
