using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Weights;

/// <summary>Makes the graph's weights from the checkpoint's tensors.</summary>
internal sealed class Parameters(Checkpoint checkpoint, VitConfiguration configuration)
{
    /// <inheritdoc cref="Weights.OutlierChannels.Find"/>
    public (int[] Order, int Apart) OutlierChannels(string norm, string dense) =>
        Weights.OutlierChannels.Find(checkpoint, norm, dense);

    /// <summary>A tensor as it is, in another shape of the same number of elements if one is given.</summary>
    public Weight Plain(string name, params ReadOnlySpan<long> shape)
    {
        CheckpointTensor tensor = checkpoint.Tensors[name];
        return Weight.Float(name, shape.IsEmpty ? [.. tensor.Shape] : shape.ToArray(), tensor.Read);
    }

    /// <summary>A kernel in ONNX's order OIHW (the checkpoint's is HWIO), with the weight standardization folded in if it has one.</summary>
    public Weight Kernel(string name, bool standardized)
    {
        CheckpointTensor tensor = checkpoint.Tensors[name];
        (int height, int width, int inputs, int outputs) = (tensor.Shape[0], tensor.Shape[1], tensor.Shape[2], tensor.Shape[3]);
        return Weight.Float(name, [outputs, inputs, height, width], destination =>
        {
            using var values = new TensorValues(tensor);
            if (standardized)
                WeightStandardization.Apply(values.Span, outputs, configuration.Numerics.StdConvAddsToDeviation);
            Transpose(values.Span, destination, height * width, inputs, outputs);
        });
    }

    /// <summary>A kernel [height x width x inputs, outputs], with the weight standardization folded in if it has one.</summary>
    public Weight KernelMatrix(string name, bool standardized)
    {
        CheckpointTensor tensor = checkpoint.Tensors[name];
        int outputs = tensor.Shape[3];
        return Weight.Float(name, [tensor.Count / outputs, outputs], destination =>
        {
            tensor.Read(destination);
            if (standardized)
                WeightStandardization.Apply(destination, outputs, configuration.Numerics.StdConvAddsToDeviation);
        });
    }

    /// <summary>The kernel and the bias of a dense layer.</summary>
    public (Weight Kernel, Weight Bias) Dense(string layer) => (Plain(TensorNames.Kernel(layer)), Plain(TensorNames.Bias(layer)));

    /// <summary>
    /// Tensors of as many rows side by side, each multiplied by a factor: the kernels of <c>query</c>, <c>key</c> and
    /// <c>value</c> become the kernel of one product.
    /// </summary>
    public Weight SideBySide(string name, int rows, params (string Name, double Factor)[] parts)
    {
        int columns = parts.Sum(part => checkpoint.Tensors[part.Name].Count / rows);
        long[] shape = rows == 1 ? [columns] : [rows, columns];
        return Weight.Float(name, shape, destination =>
        {
            int offset = 0;
            foreach ((string part, double factor) in parts)
            {
                using var values = new TensorValues(checkpoint.Tensors[part]);
                int width = values.Span.Length / rows;
                for (int row = 0; row < rows; row++)
                {
                    ReadOnlySpan<float> from = values.Span.Slice(row * width, width);
                    Span<float> to = destination.Slice(row * columns + offset, width);
                    for (int i = 0; i < width; i++)
                        to[i] = (float)(from[i] * factor);
                }

                offset += width;
            }
        });
    }

    /// <summary>Some of a matrix's columns, or of a vector's elements, in the order given.</summary>
    public Weight Columns(string name, string newName, int[] columns)
    {
        CheckpointTensor tensor = checkpoint.Tensors[name];
        int width = tensor.Shape[^1];
        int rows = tensor.Count / width;
        long[] shape = tensor.Shape.Count == 1 ? [columns.Length] : [rows, columns.Length];
        return Weight.Float(newName, shape, destination =>
        {
            using var values = new TensorValues(tensor);
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < columns.Length; i++)
                    destination[row * columns.Length + i] = values.Span[row * width + columns[i]];
            }
        });
    }

    /// <summary>Some of a matrix's rows, in the order given.</summary>
    public Weight Rows(string name, string newName, int[] rows)
    {
        CheckpointTensor tensor = checkpoint.Tensors[name];
        int width = tensor.Shape[1];
        return Weight.Float(newName, [rows.Length, width], destination =>
        {
            using var values = new TensorValues(tensor);
            for (int i = 0; i < rows.Length; i++)
                values.Span.Slice(rows[i] * width, width).CopyTo(destination[(i * width)..]);
        });
    }

    /// <summary>What is added to the tokens, [1, prefix + grid², hidden]: the class token with its position, the registers, the patches' positions.</summary>
    public Weight Positions(string name, int grid)
    {
        CheckpointTensor positions = checkpoint.Tensors[TensorNames.Positions];
        int hidden = configuration.HiddenSize;
        return Weight.Float(name, [1, configuration.PrefixCount + grid * grid, hidden], destination =>
        {
            using var source = new TensorValues(positions);
            ReadOnlySpan<float> patches = source.Span[(configuration.PositionPrefixCount * hidden)..];
            Span<float> rest = destination;
            if (configuration.HasClassToken)
            {
                using var token = new TensorValues(checkpoint.Tensors[TensorNames.ClassToken]);
                for (int i = 0; i < hidden; i++)
                    rest[i] = token.Span[i] + (configuration.HasClassPosition ? source.Span[i] : 0);
                rest = rest[hidden..];
            }

            if (configuration.RegisterCount > 0)
            {
                using var registers = new TensorValues(checkpoint.Tensors[TensorNames.Registers]);
                registers.Span.CopyTo(rest);
                rest = rest[registers.Span.Length..];
            }

            if (grid == configuration.GridSize)
                patches.CopyTo(rest);
            else
                PositionEmbedding.Resize(patches, configuration.GridSize, rest, grid, hidden, configuration.Numerics.Positions);
        });
    }

    private static void Transpose(ReadOnlySpan<float> hwio, Span<float> oihw, int pixels, int inputs, int outputs)
    {
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int p = 0; p < pixels; p++)
                    oihw[(o * inputs + i) * pixels + p] = hwio[(p * inputs + i) * outputs + o];
            }
        }
    }
}
