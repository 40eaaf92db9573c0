namespace VitMlNet;

/// <summary>What runs the model. All but <see cref="Cpu"/> need a package of ONNX Runtime that has it, in place of Microsoft.ML.OnnxRuntime.</summary>
public enum VitExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>NVIDIA's CUDA (Microsoft.ML.OnnxRuntime.Gpu).</summary>
    Cuda,

    /// <summary>NVIDIA's TensorRT (Microsoft.ML.OnnxRuntime.Gpu).</summary>
    TensorRT,

    /// <summary>DirectX 12 on Windows (Microsoft.ML.OnnxRuntime.DirectML).</summary>
    DirectML,

    /// <summary>Apple's Core ML (Microsoft.ML.OnnxRuntime on macOS).</summary>
    CoreML,

    /// <summary>Intel's OpenVINO (Intel.ML.OnnxRuntime.OpenVino).</summary>
    OpenVino,
}
