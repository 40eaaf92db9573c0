using Microsoft.ML.OnnxRuntime;
using VitMlNet.Kernels;

namespace VitMlNet;

/// <summary>Opens a model in ONNX Runtime with the options asked for.</summary>
internal static class SessionFactory
{
    private static readonly Lock s_first = new();
    private static volatile bool s_isDomainKnown;

    /// <param name="model">The model.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="weights">Its weights, where they are in memory already; null to read them.</param>
    /// <exception cref="VitModelException">The execution provider is absent, or the model cannot be loaded.</exception>
    public static InferenceSession Open(VitModel model, VitSessionOptions options, MappedWeights? weights = null)
    {
        try
        {
            using SessionOptions session = CreateOptions(model.Path, options);
            SetFreeDimensions(model, session);
            weights?.AddTo(session);
            InferenceSession opened = OpenInTurn(options, () =>
                !model.Storage.IsFile ? new InferenceSession(model.Storage.ReadAllBytes(), session)
                : weights is null ? new InferenceSession(model.Path, session)
                : new InferenceSession(model.Path, session, weights.Packed));
            weights?.DropPages();
            return opened;
        }
        catch (Exception e) when (e is not VitException && SessionErrors.FindCause(e) is { } cause)
        {
            throw SessionErrors.ModelFailed(model, cause);
        }
    }

    /// <summary>Opens a model on the processor with options that the caller has configured, and disposes.</summary>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public static InferenceSession Open(VitModel model, SessionOptions session)
    {
        try
        {
            SetFreeDimensions(model, session);
            return OpenInTurn(new VitSessionOptions(), () => model.Storage.IsFile
                ? new InferenceSession(model.Path, session)
                : new InferenceSession(model.Storage.ReadAllBytes(), session));
        }
        catch (Exception e) when (e is not VitException && SessionErrors.FindCause(e) is { } cause)
        {
            throw SessionErrors.ModelFailed(model, cause);
        }
    }

    /// <summary>Opens a prepared copy; null where ONNX Runtime refuses it, and the model's own file is to be opened.</summary>
    public static InferenceSession? TryOpen(VitPreparedModel prepared, VitSessionOptions options)
    {
        try
        {
            using SessionOptions session = CreateOptions(prepared.GraphPath, options);
            session.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
            InferenceSession opened = OpenInTurn(options, () => new InferenceSession(prepared.GraphPath, session));
            prepared.Touch();
            return opened;
        }
        catch (Exception e) when (e is VitModelException || SessionErrors.FindCause(e) is not null)
        {
            return null;
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
                throw SessionErrors.RuntimeFailed(path, cause);
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

    /// <summary>
    /// Opens the first session before any other: with it ONNX Runtime adds the kernels' domain to a table of the process, which it
    /// checks and changes without a lock, so that of two first sessions one would fail.
    /// </summary>
    private static InferenceSession OpenInTurn(VitSessionOptions options, Func<InferenceSession> open)
    {
        if (s_isDomainKnown)
            return open();
        lock (s_first)
        {
            InferenceSession session = open();
            s_isDomainKnown = options.ExecutionProvider == VitExecutionProvider.Cpu;
            return session;
        }
    }

    private static void SetFreeDimensions(VitModel model, SessionOptions session)
    {
        foreach ((string symbol, long size) in model.Input.FreeDimensions)
            session.AddFreeDimensionOverrideByName(symbol, size);
    }

    private static void Configure(SessionOptions session, VitSessionOptions options)
    {
        // ONNX Runtime counts the machine's cores, also those that this process may not use.
        if ((options.ThreadCount ?? (Environment.ProcessorCount == 1 ? 1 : null)) is { } threads)
            session.IntraOpNumThreads = threads;
        session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;

        // One block for all tensors of a run takes twice the memory of tensors that use each other's, and is no faster.
        session.EnableMemoryPattern = false;

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
