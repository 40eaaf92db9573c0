namespace VitMlNet.Cli;

/// <summary>Writes classifications one image at a time, in one format.</summary>
internal interface IPredictionWriter
{
    /// <summary>Writes an image's classes, the most probable first.</summary>
    void Write(string path, IReadOnlyList<VitPrediction> predictions);

    /// <summary>Writes why an image failed; <see langword="false"/> when the format has no place for it.</summary>
    bool WriteError(string path, string error);
}
