namespace VitMlNet;

/// <summary>How photographs are read and the model is run.</summary>
public record VitScoringOptions
{
    /// <summary>How photographs become the model's pixels, or <see langword="null"/> (the default) for the model's own way.</summary>
    public VitPreprocessing? Preprocessing { get; init; }

    /// <summary>
    /// How image files are read. With <see cref="VitImageErrorHandling.KeepRow"/> a row whose image cannot be read has NaN results and
    /// an empty label, and a text column <c>ImageError</c> says why; it is empty in the other rows.
    /// </summary>
    public VitImageOptions Images { get; init; } = new();

    /// <summary>The CUDA device to run on, or <see langword="null"/> (the default) for the processor; needs the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the processor when the CUDA device cannot be used, instead of throwing; off by default.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>The threads that one row's scoring uses, or <see langword="null"/> (the default) for ONNX Runtime's choice: one for each core.</summary>
    public int? ThreadCount { get; init; }
}
