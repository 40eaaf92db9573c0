using VitMlNet.Conversion;
using VitMlNet.Testing;

namespace VitMlNet.Benchmarks.Int8;

/// <summary>The files of the int8 benchmark; speed does not depend on the values of the weights.</summary>
/// <param name="Fp32">The fp32 model.</param>
/// <param name="Int8">The int8 model, converted anew by the converter of this build.</param>
/// <param name="Folder">Where they are.</param>
internal sealed record Int8Models(string Fp32, string Int8, string Folder)
{
    public static Int8Models Prepare(string architecture)
    {
        string folder = Path.Combine(Path.GetTempPath(), "vitmlnet-benchmarks", architecture + "-int8");
        Directory.CreateDirectory(folder);
        string checkpoint = Path.Combine(folder, "checkpoint.npz");
        string fp32 = Path.Combine(folder, "fp32.onnx");
        string int8 = Path.Combine(folder, "int8.onnx");
        if (!File.Exists(checkpoint))
            CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get(architecture));
        if (!File.Exists(fp32))
            CheckpointConverter.Convert(checkpoint, fp32);
        CheckpointConverter.Convert(checkpoint, int8, new ConversionOptions { Precision = VitPrecision.Int8 });
        return new Int8Models(fp32, int8, folder);
    }
}
