using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Architecture;

/// <summary>Reads shapes by name; its exceptions name the tensor that is missing or has the wrong number of dimensions.</summary>
internal sealed class ShapeReader(Checkpoint checkpoint)
{
    public bool Has(string layer) =>
        checkpoint.Tensors.ContainsKey(TensorNames.Kernel(layer)) || checkpoint.Tensors.ContainsKey(TensorNames.Bias(layer));

    public int[] Get(string name, int rank)
    {
        IReadOnlyList<int> shape = Of(checkpoint, name);
        if (shape.Count != rank || shape.Any(size => size < 1))
            throw WrongShape(checkpoint, name, $"{rank} dimensions, none of them empty", shape);
        return [.. shape];
    }

    public static IReadOnlyList<int> Of(Checkpoint checkpoint, string name)
    {
        if (checkpoint.Tensors.TryGetValue(name, out CheckpointTensor? tensor))
            return tensor.Shape;
        throw new ConversionException(
            $"the tensor is missing among the {checkpoint.Tensors.Count} of the file. "
            + "The file is incomplete, or of another architecture: download the checkpoint again.",
            checkpoint.Path, name);
    }

    public static ConversionException WrongShape(Checkpoint checkpoint, string name, string expected, IReadOnlyList<int> found) =>
        new($"expected the shape {expected}, found [{string.Join(", ", found)}]. "
            + "The file is damaged, or of another architecture: download the checkpoint again.",
            checkpoint.Path, name);
}
