namespace VitMlNet.Kernels.Native;

/// <summary>
/// The places of functions in ONNX Runtime's table <c>OrtApi</c> (onnxruntime_c_api.h). A released place never changes:
/// later versions only append.
/// </summary>
internal enum OrtFunction
{
    CreateStatus = 0,
    GetErrorCode = 1,
    GetErrorMessage = 2,
    CreateCustomOpDomain = 26,
    CustomOpDomain_Add = 27,
    AddCustomOpDomain = 28,
    GetTensorMutableData = 51,
    GetDimensionsCount = 61,
    GetDimensions = 62,
    GetTensorTypeAndShape = 65,
    KernelContext_GetInput = 90,
    KernelContext_GetOutput = 91,
    ReleaseStatus = 93,
    ReleaseTensorTypeAndShapeInfo = 99,
    KernelInfoGetAttributeArray_int64 = 163,
    KernelContext_ParallelFor = 274,
}
