using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Has ONNX Runtime compute the shapes of outputs that the file leaves open, with the sizes of the input fixed. The weights are read for
/// that, so that it is done where nothing else tells the widths.
/// </summary>
internal static class ShapeProbe
{
    /// <summary>The outputs with the dimensions that follow from those of the input; the same as before where ONNX Runtime cannot load the model.</summary>
    public static IReadOnlyList<OnnxTensorInfo> Find(ModelStorage storage, ModelInput input, IReadOnlyList<OnnxTensorInfo> outputs)
    {
        OnnxRuntimeEnvironment.EnsureCreated();
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
                IntraOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            foreach ((string symbol, long size) in input.FreeDimensions)
                options.AddFreeDimensionOverrideByName(symbol, size);
            using InferenceSession session = storage.IsFile ? new InferenceSession(storage.Path, options) : new InferenceSession(storage.ReadAllBytes(), options);
            return [.. outputs.Select(output => session.OutputMetadata.TryGetValue(output.Name, out NodeMetadata? found) && found.IsTensor
                ? output with { Dimensions = [.. found.Dimensions.Select(dimension => dimension > 0 ? dimension : (long?)null)] }
                : output)];
        }
        catch (Exception e) when (e is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or IOException)
        {
            // The session that is to score says what is wrong.
            return outputs;
        }
    }
}
