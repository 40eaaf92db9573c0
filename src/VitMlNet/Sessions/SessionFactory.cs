using Microsoft.ML.OnnxRuntime;

namespace VitMlNet.Sessions;

/// <summary>Opens a model in ONNX Runtime with the options asked for, and puts its failures into the library's words.</summary>
internal static class SessionFactory
{
    /// <exception cref="VitModelException">The execution provider is absent, or the model cannot be loaded.</exception>
    public static InferenceSession Open(VitModel model, VitSessionOptions options)
    {
        try
        {
            using SessionOptions session = CreateOptions(model, options);
            return new InferenceSession(model.Path, session);
        }
        catch (Exception e) when (IsRuntimeFailure(e))
        {
            throw Explain(model, e);
        }
    }

    /// <summary>The options as ONNX Runtime takes them; to be disposed.</summary>
    /// <exception cref="VitModelException">The execution provider is absent.</exception>
    public static SessionOptions CreateOptions(VitModel model, VitSessionOptions options)
    {
        var session = new SessionOptions();
        try
        {
            Configure(session, options);
            AppendProvider(session, options);
            return session;
        }
        catch (Exception e) when (IsRuntimeFailure(e) && options.ExecutionProvider != VitExecutionProvider.Cpu)
        {
            session.Dispose();
            return options.FallbackToCpu
                ? CreateOptions(model, options with { ExecutionProvider = VitExecutionProvider.Cpu })
                : throw ProviderAbsent(model, options.ExecutionProvider, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static bool IsRuntimeFailure(Exception exception) => exception
        is OnnxRuntimeException or IOException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException;

    public static VitModelException Explain(VitModel model, Exception error) => new(
        error is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException
            ? $"ONNX Runtime's native library is absent or too old ({error.Message}). Add the package Microsoft.ML.OnnxRuntime (or its .Gpu or .DirectML variant), version 1.31 or later, to the application."
            : $"ONNX Runtime could not load the model ({error.Message}). If the file was changed or cut off, convert the checkpoint again with `vitmlnet convert`.",
        model.Path,
        error);

    private static void Configure(SessionOptions session, VitSessionOptions options)
    {
        if (options.ThreadCount is { } threads)
            session.IntraOpNumThreads = threads;
        session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;

        // Where a processor multiplies bytes in 16-bit sums, products of the int8 models would overflow without this.
        session.AddSessionConfigEntry("session.x64quantprecision", "1");
    }

    private static void AppendProvider(SessionOptions session, VitSessionOptions options)
    {
        switch (options.ExecutionProvider)
        {
            case VitExecutionProvider.Cpu:
                break;
            case VitExecutionProvider.Cuda:
                session.AppendExecutionProvider_CUDA(options.DeviceId);
                break;
            case VitExecutionProvider.TensorRT:
                session.AppendExecutionProvider_Tensorrt(options.DeviceId);
                break;
            case VitExecutionProvider.DirectML:
                // DirectML runs one node at a time and shares no memory pattern (the provider's requirements).
                session.EnableMemoryPattern = false;
                session.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
                session.AppendExecutionProvider_DML(options.DeviceId);
                break;
            case VitExecutionProvider.CoreML:
                session.AppendExecutionProvider_CoreML();
                break;
            case VitExecutionProvider.OpenVino:
                session.AppendExecutionProvider_OpenVINO();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.ExecutionProvider, "An execution provider of the enumeration is expected.");
        }
    }

    private static VitModelException ProviderAbsent(VitModel model, VitExecutionProvider provider, Exception error)
    {
        string package = provider switch
        {
            VitExecutionProvider.Cuda or VitExecutionProvider.TensorRT => "Microsoft.ML.OnnxRuntime.Gpu",
            VitExecutionProvider.DirectML => "Microsoft.ML.OnnxRuntime.DirectML",
            VitExecutionProvider.OpenVino => "Intel.ML.OnnxRuntime.OpenVino",
            _ => "Microsoft.ML.OnnxRuntime",
        };
        return new VitModelException(
            $"the execution provider {provider} was asked for, and this ONNX Runtime cannot use it here ({error.Message}). "
            + $"Add the package {package} and its drivers, choose another {nameof(VitSessionOptions.ExecutionProvider)}, or set {nameof(VitSessionOptions.FallbackToCpu)}.",
            model.Path,
            error);
    }
}
