using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>The inputs of one run of a model: the pixels in its element type, and one token for each input of text.</summary>
internal sealed class ModelFeed : IDisposable
{
    /// <param name="input">The input of pixels.</param>
    /// <param name="pixels">The pixels of all images.</param>
    /// <param name="count">The number of images.</param>
    public ModelFeed(ModelInput input, Memory<float> pixels, int count)
    {
        long[] shape = input.Shape(count, input.Height);
        OrtValue images = Create(input.ElementType, pixels, input.HasBatch ? shape : shape[1..]);
        if (input.TextInputs.Length == 0)
        {
            (Names, Values) = ([input.Name], [images]);
            return;
        }

        // What the text is does not change what is computed of the photographs.
        string[] texts = input.TextInputs.Split('\n');
        Names = [input.Name, .. texts];
        Values = [images, .. texts.Select(_ => OrtValue.CreateTensorValueFromMemory(new long[] { 1 }, [1, 1]))];
    }

    public string[] Names { get; }

    public OrtValue[] Values { get; }

    public void Dispose()
    {
        foreach (OrtValue value in Values)
            value.Dispose();
    }

    private static OrtValue Create(int elementType, Memory<float> pixels, long[] shape) => elementType switch
    {
        OnnxTensorInfo.UInt8 => OrtValue.CreateTensorValueFromMemory(ToBytes(pixels.Span), shape),
        OnnxTensorInfo.Float16 => OrtValue.CreateTensorValueFromMemory(ToHalves(pixels.Span), shape),
        _ => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels, shape),
    };

    private static byte[] ToBytes(ReadOnlySpan<float> pixels)
    {
        var bytes = new byte[pixels.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Clamp(MathF.Round(pixels[i]), 0, 255);
        return bytes;
    }

    private static Float16[] ToHalves(ReadOnlySpan<float> pixels)
    {
        var halves = new Float16[pixels.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(pixels, MemoryMarshal.Cast<Float16, Half>(halves.AsSpan()));
        return halves;
    }
}
