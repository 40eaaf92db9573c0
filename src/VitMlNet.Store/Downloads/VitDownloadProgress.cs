namespace VitMlNet;

/// <summary>The progress of <see cref="VitModelStore.GetAsync"/>.</summary>
/// <param name="Stage">The current stage.</param>
/// <param name="Done">The number of bytes processed in this stage; a resumed download begins with those of the earlier attempts.</param>
/// <param name="Total">The number of bytes of this stage, or <see langword="null"/> if it is unknown.</param>
public readonly record struct VitDownloadProgress(VitDownloadStage Stage, long Done, long? Total);
