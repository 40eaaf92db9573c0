using System.Buffers;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>From PyTorch's layouts to those of the checkpoints: dense layers [inputs, outputs], convolutions HWIO.</summary>
internal static class Layout
{
    /// <summary>Reads rows of a matrix [outputs, inputs] as a matrix [inputs, rows].</summary>
    public static void Transposed(SafetensorsTensor stored, int firstRow, int rows, Span<float> destination)
    {
        int columns = stored.Shape[1];
        using IMemoryOwner<float> buffer = Read(stored, firstRow * columns, rows * columns, out ReadOnlySpan<float> source);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                destination[column * rows + row] = source[row * columns + column];
        }
    }

    /// <summary>Reads a kernel OIHW as HWIO.</summary>
    public static void Convolution(SafetensorsTensor stored, Span<float> destination)
    {
        (int outputs, int inputs, int pixels) = (stored.Shape[0], stored.Shape[1], stored.Shape[2] * stored.Shape[3]);
        using IMemoryOwner<float> buffer = Read(stored, 0, stored.Count, out ReadOnlySpan<float> source);
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int p = 0; p < pixels; p++)
                    destination[(p * inputs + i) * outputs + o] = source[(o * inputs + i) * pixels + p];
            }
        }
    }

    /// <summary>Multiplies each row of a matrix, or a vector, by the values of <paramref name="scale"/>.</summary>
    public static void Scale(Span<float> values, SafetensorsTensor scale)
    {
        using IMemoryOwner<float> buffer = Read(scale, 0, scale.Count, out ReadOnlySpan<float> factors);
        for (int start = 0; start < values.Length; start += factors.Length)
        {
            for (int i = 0; i < factors.Length; i++)
                values[start + i] *= factors[i];
        }
    }

    private static IMemoryOwner<float> Read(SafetensorsTensor stored, int start, int count, out ReadOnlySpan<float> values)
    {
        IMemoryOwner<float> owner = MemoryPool<float>.Shared.Rent(count);
        Span<float> span = owner.Memory.Span[..count];
        stored.Read(start, span);
        values = span;
        return owner;
    }
}
