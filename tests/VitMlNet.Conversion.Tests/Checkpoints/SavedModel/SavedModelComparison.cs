using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>Holds a module's tensors against those of the checkpoint that it was made from.</summary>
internal static class SavedModelComparison
{
    /// <summary>What differs first, or null: a feature extractor lacks the head, and GroupNorm's parameters may have one axis or four.</summary>
    public static string? Difference(Checkpoint checkpoint, IReadOnlyDictionary<string, (int[] Shape, float[] Values)> expected, Func<float, float> rounding)
    {
        string[] absent = [.. expected.Keys.Where(name => !checkpoint.Tensors.ContainsKey(name) && !name.StartsWith("head/", StringComparison.Ordinal))];
        if (absent.Length > 0)
            return $"'{absent[0]}' is absent";
        foreach ((string name, CheckpointTensor tensor) in checkpoint.Tensors)
        {
            if (!expected.TryGetValue(name, out (int[] Shape, float[] Values) array))
                return $"'{name}' is not in the checkpoint";
            if (!array.Shape.SequenceEqual(tensor.Shape) && !(array.Shape is [1, 1, 1, var channels] && tensor.Shape is [var count] && channels == count))
                return $"'{name}' has the shape [{string.Join(", ", tensor.Shape)}]";
            var values = new float[tensor.Count];
            tensor.Read(values);
            if (!values.AsSpan().SequenceEqual(Array.ConvertAll(array.Values, value => rounding(value))))
                return $"'{name}' has other values";
        }

        return null;
    }

    public static Dictionary<string, (int[] Shape, float[] Values)> Arrays(string npz) =>
        Npz.Read(npz).ToDictionary(array => array.Key, array => (array.Value.Shape, array.Value.Floats));

    public static Dictionary<string, (int[] Shape, float[] Values)> Arrays(CheckpointConfiguration configuration) =>
        CheckpointShapes.Of(configuration).ToDictionary(
            parameter => parameter.Name, parameter => (parameter.Shape, CheckpointGenerator.Values(parameter.Name, parameter.Shape)));

    /// <summary>To nearest, ties to even.</summary>
    public static float RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
