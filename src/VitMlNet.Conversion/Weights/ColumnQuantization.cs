using System.Buffers;
using System.Runtime.InteropServices;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Weights;

/// <summary>Quantizes a kernel [inputs, outputs] to signed bytes with one scale for each column: w is about scale x q.</summary>
/// <remarks>Symmetric: the largest magnitude of a column becomes 127, so that zero stays zero and no zero point is needed.</remarks>
internal static class ColumnQuantization
{
    private const int Largest = 127;

    /// <summary>The bytes and the scales, made from the kernel's values when the model file is written.</summary>
    public static (Weight Values, Weight Scales) Of(Weight kernel)
    {
        int outputs = (int)kernel.Shape[^1];
        var values = new Weight(kernel.Name + "/int8", TensorProto.Types.DataType.Int8, kernel.Shape, destination =>
        {
            using IMemoryOwner<float> source = Read(kernel, out Span<float> floats);
            Quantize(floats, Scales(floats, outputs), MemoryMarshal.Cast<byte, sbyte>(destination));
        });
        Weight scales = Weight.Float(kernel.Name + "/scales", [outputs], destination =>
        {
            using IMemoryOwner<float> source = Read(kernel, out Span<float> floats);
            Scales(floats, outputs).CopyTo(destination);
        });
        return (values, scales);
    }

    /// <summary>
    /// A product's bias with what rounding the kernel takes away on average, for inputs whose means are known: the same error for every
    /// token, which would not average out (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019).
    /// </summary>
    /// <param name="bias">[outputs].</param>
    /// <param name="kernel">[inputs, outputs], before it is quantized.</param>
    /// <param name="means">[inputs].</param>
    public static Weight CorrectedBias(Weight bias, Weight kernel, Weight means) => bias with
    {
        Fill = destination =>
        {
            bias.Fill(destination);
            Span<float> values = MemoryMarshal.Cast<byte, float>(destination);
            using IMemoryOwner<float> source = Read(kernel, out Span<float> floats);
            using IMemoryOwner<float> inputs = Read(means, out Span<float> mean);
            float[] scales = Scales(floats, values.Length);
            var bytes = new sbyte[floats.Length];
            Quantize(floats, scales, bytes);
            var sums = new double[values.Length];
            for (int row = 0; row < mean.Length; row++)
            {
                for (int column = 0; column < sums.Length; column++)
                {
                    int i = row * sums.Length + column;
                    sums[column] += mean[row] * ((double)floats[i] - scales[column] * bytes[i]);
                }
            }

            for (int column = 0; column < sums.Length; column++)
                values[column] += (float)sums[column];
        },
    };

    /// <summary>The scale of each column; 1 for a column of zeros.</summary>
    public static float[] Scales(ReadOnlySpan<float> kernel, int outputs)
    {
        var scales = new float[outputs];
        for (int row = 0; row < kernel.Length; row += outputs)
        {
            ReadOnlySpan<float> values = kernel.Slice(row, outputs);
            for (int column = 0; column < values.Length; column++)
                scales[column] = Math.Max(scales[column], Math.Abs(values[column]));
        }

        for (int column = 0; column < outputs; column++)
            scales[column] = scales[column] > 0 ? scales[column] / Largest : 1;
        return scales;
    }

    /// <summary>Divides by the scale and rounds to the nearest whole number, ties to even.</summary>
    public static void Quantize(ReadOnlySpan<float> kernel, ReadOnlySpan<float> scales, Span<sbyte> destination)
    {
        for (int row = 0; row < kernel.Length; row += scales.Length)
        {
            ReadOnlySpan<float> values = kernel.Slice(row, scales.Length);
            Span<sbyte> bytes = destination.Slice(row, scales.Length);
            for (int column = 0; column < values.Length; column++)
                bytes[column] = (sbyte)Math.Clamp(MathF.Round(values[column] / scales[column]), -Largest, Largest);
        }
    }

    private static IMemoryOwner<float> Read(Weight kernel, out Span<float> values)
    {
        int count = kernel.Length / sizeof(float);
        IMemoryOwner<float> owner = MemoryPool<float>.Shared.Rent(count);
        values = owner.Memory.Span[..count];
        kernel.Fill(MemoryMarshal.AsBytes(values));
        return owner;
    }
}
