namespace VitMlNet.Conversion;

/// <summary>How far the fetching of a model has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Bytes done in this stage; a resumed download begins where it stopped.</param>
/// <param name="Total">Bytes of this stage in all, or 0 where that is not known.</param>
public readonly record struct VitDownloadProgress(VitDownloadStage Stage, long Done, long Total);
