namespace VitMlNet.Scoring;

/// <summary>Puts ONNX Runtime's failures into the library's words.</summary>
internal static class SessionErrors
{
    public static VitModelException Explain(VitModel model, VitScoringOptions options, Exception error) => new(
        error switch
        {
            DllNotFoundException or EntryPointNotFoundException or TypeInitializationException =>
                $"ONNX Runtime's native library is absent or too old ({error.Message}). Add the package Microsoft.ML.OnnxRuntime (or its .Gpu or .DirectML variant), version 1.31 or later, to the application.",
            _ when options.GpuDeviceId is { } device =>
                $"ONNX Runtime could not load the model on the CUDA device {device} ({error.Message}). Add the package Microsoft.ML.OnnxRuntime.Gpu and check the driver, or set {nameof(VitScoringOptions.FallbackToCpu)}.",
            _ => $"ONNX Runtime could not load the model ({error.Message}). If the file was changed or cut off, convert the checkpoint again with `vitmlnet convert`.",
        },
        model.Path,
        error);
}
