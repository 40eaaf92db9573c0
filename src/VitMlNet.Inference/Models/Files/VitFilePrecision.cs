namespace VitMlNet;

/// <summary>Which of the model files of a folder is opened, where it has the same network in several precisions.</summary>
public enum VitFilePrecision
{
    /// <summary>float32: <c>model.onnx</c>.</summary>
    Fp32,

    /// <summary>float16 weights: <c>model_fp16.onnx</c>.</summary>
    Fp16,

    /// <summary>8-bit weights: <c>model_quantized.onnx</c>, <c>model_uint8.onnx</c> or <c>model_int8.onnx</c>.</summary>
    Int8,

    /// <summary>4-bit weights: <c>model_q4.onnx</c>, <c>model_q4f16.onnx</c> or <c>model_bnb4.onnx</c>.</summary>
    Q4,
}
