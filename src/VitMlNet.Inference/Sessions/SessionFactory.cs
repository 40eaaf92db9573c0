using Microsoft.ML.OnnxRuntime;
using VitMlNet.Kernels;

namespace VitMlNet;

/// <summary>Opens a model in ONNX Runtime with the options asked for.</summary>
internal static class SessionFactory
{
    /// <exception cref="VitModelException">The execution provider is absent, or the model cannot be loaded.</exception>
    public static InferenceSession Open(VitModel model, VitSessionOptions options)
    {
        try
        {
            using SessionOptions session = CreateOptions(model.Path, options);
            return model.Storage.IsFile ? new InferenceSession(model.Path, session) : new InferenceSession(model.Storage.ReadAllBytes(), session);
        }
        catch (Exception e) when (e is not VitException && SessionErrors.FindCause(e) is { } cause)
        {
            throw SessionErrors.ModelFailed(model.Path, cause);
        }
    }

    /// <summary>The options in ONNX Runtime's form, to be disposed.</summary>
    /// <param name="path">The file that errors name.</param>
    /// <param name="options">The options asked for.</param>
    /// <exception cref="VitModelException">The execution provider is absent.</exception>
    public static SessionOptions CreateOptions(string path, VitSessionOptions options)
    {
        OnnxRuntimeEnvironment.EnsureCreated();
        SessionOptions? session = null;
        try
        {
            session = new SessionOptions();
            Configure(session, options);
            AppendProvider(session, options);
            return session;
        }
        catch (Exception e) when (SessionErrors.FindCause(e) is { } cause)
        {
            session?.Dispose();
            if (options.ExecutionProvider == VitExecutionProvider.Cpu)
                throw SessionErrors.ModelFailed(path, cause);
            if (!options.FallbackToCpu)
                throw SessionErrors.ProviderFailed(path, options.ExecutionProvider, cause);
            VitSessionOptions onCpu = options.Clone();
            onCpu.ExecutionProvider = VitExecutionProvider.Cpu;
            return CreateOptions(path, onCpu);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    private static void Configure(SessionOptions session, VitSessionOptions options)
    {
        if (options.ThreadCount is { } threads)
            session.IntraOpNumThreads = threads;
        session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;

        // The sums of the int8 models are then exact, and slower.
        if (ByteProducts.MayOverflow)
            session.AddSessionConfigEntry("session.x64quantprecision", "1");
    }

    private static void AppendProvider(SessionOptions session, VitSessionOptions options)
    {
        switch (options.ExecutionProvider)
        {
            case VitExecutionProvider.Cpu:
                KernelLibrary.TryRegister(session);
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
}
