using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>Has ONNX Runtime write a model as it is in memory once it is ready to run: the optimized graph, and weights as its kernels pack them.</summary>
internal static class PreparedWriter
{
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public static void Write(VitModel model, string folder)
    {
        using SessionOptions options = SessionFactory.CreateOptions(model.Path, new VitSessionOptions());
        options.OptimizedModelFilePath = Path.Combine(folder, VitPreparedModel.GraphFile);
        options.AddSessionConfigEntry("session.optimized_model_external_initializers_file_name", VitPreparedModel.WeightsFile);
        options.AddSessionConfigEntry("session.optimized_model_external_initializers_min_size_in_bytes", "1024");
        options.AddSessionConfigEntry("session.save_external_prepacked_constant_initializers", "1");
        SessionFactory.Open(model, options).Dispose();
    }
}
