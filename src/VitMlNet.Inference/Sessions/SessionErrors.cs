using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>Puts ONNX Runtime's failures into the library's words.</summary>
internal static class SessionErrors
{
    /// <summary>The failure of ONNX Runtime's or of a file's in an error or behind it; null when it is something else.</summary>
    public static Exception? FindCause(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is OnnxRuntimeException or IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
                return cause;
        }

        return null;
    }

    /// <summary>The error of a model that ONNX Runtime does not load, with a remedy that there is for such a file.</summary>
    public static VitModelException ModelFailed(VitModel model, Exception cause) => cause is DllNotFoundException
        ? RuntimeFailed(model.Path, cause)
        : cause.Message.Contains("bad_alloc", StringComparison.Ordinal)
        ? new VitModelException(
            "there was no memory to load the model. Allow the process more, or convert the checkpoint with `--precision int8`, which takes a quarter.", model.Path, cause)
        : new VitModelException(
            $"ONNX Runtime could not load the model ({cause.Message.ReplaceLineEndings(" ")}). " + (model.IsSelfDescribing
                ? "If the file was changed or cut off, convert the checkpoint again with `vitmlnet convert`."
                : $"The file has {model.FormatVersions}. If that is newer than this ONNX Runtime knows, update the package Microsoft.ML.OnnxRuntime, or export "
                    + "the model again with a lower opset; else the file was changed or cut off, and a new copy or export of it is needed."),
            model.Path,
            cause);

    /// <summary>The error of ONNX Runtime itself.</summary>
    public static VitModelException RuntimeFailed(string path, Exception cause) => new(
        cause is DllNotFoundException
            ? $"ONNX Runtime's native library is absent or too old ({cause.Message}). "
                + "Add the package Microsoft.ML.OnnxRuntime (or its .Gpu or .DirectML variant), version 1.31 or later, to the application."
            : $"ONNX Runtime cannot be used ({cause.Message}). Install its package Microsoft.ML.OnnxRuntime again.",
        path,
        cause);

    public static VitModelException ProviderFailed(string path, VitExecutionProvider provider, Exception cause)
    {
        string package = provider switch
        {
            VitExecutionProvider.Cuda or VitExecutionProvider.TensorRT => "Microsoft.ML.OnnxRuntime.Gpu",
            VitExecutionProvider.DirectML => "Microsoft.ML.OnnxRuntime.DirectML",
            VitExecutionProvider.OpenVino => "Intel.ML.OnnxRuntime.OpenVino",
            _ => "Microsoft.ML.OnnxRuntime",
        };
        return new VitModelException(
            $"the execution provider {provider} was asked for, and this ONNX Runtime cannot use it here ({cause.Message}). "
            + $"Add the package {package} and its drivers, choose another {nameof(VitSessionOptions.ExecutionProvider)}, or set "
            + $"{nameof(VitSessionOptions.FallbackToCpu)}.",
            path,
            cause);
    }
}
