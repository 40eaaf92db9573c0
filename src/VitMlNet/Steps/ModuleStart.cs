using System.Runtime.CompilerServices;

namespace VitMlNet;

/// <summary>What happens with the first use of this assembly, be it by ML.NET, which loads it for a saved pipeline.</summary>
internal static class ModuleStart
{
    /// <summary>Switches ONNX Runtime's usage reports off before ML.NET opens a model.</summary>
#pragma warning disable CA2255 // Model.Load enters here, and opens sessions of its own.
    [ModuleInitializer]
    internal static void Run() => OnnxRuntimeTelemetry.Disable();
#pragma warning restore CA2255
}
