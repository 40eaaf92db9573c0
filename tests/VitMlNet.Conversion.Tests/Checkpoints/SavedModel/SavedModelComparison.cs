using VitMlNet.Conversion.Checkpoints.SavedModel;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>Holds a module's tensors against those of the checkpoint that it was made from.</summary>
internal static class SavedModelComparison
{
    /// <summary>What differs first, or null: a feature extractor lacks the head, and GroupNorm's parameters may have one axis or four.</summary>
    public static string? Difference(SavedModelCheckpoint checkpoint, OrderedDictionary<string, NpzArray> npz, Func<float, float> rounding)
    {
        string[] absent = [.. npz.Keys.Where(name => !checkpoint.Tensors.ContainsKey(name) && !name.StartsWith("head/", StringComparison.Ordinal))];
        if (absent.Length > 0)
            return $"'{absent[0]}' is absent";
        foreach ((string name, SavedModelTensor tensor) in checkpoint.Tensors)
        {
            if (!npz.TryGetValue(name, out NpzArray? expected))
                return $"'{name}' is not in the checkpoint";
            if (!expected.Shape.SequenceEqual(tensor.Shape) && !(expected.Shape is [1, 1, 1, var channels] && tensor.Shape is [var count] && channels == count))
                return $"'{name}' has the shape [{string.Join(", ", tensor.Shape)}]";
            var values = new float[tensor.Count];
            tensor.Read(values);
            if (!values.AsSpan().SequenceEqual(Array.ConvertAll(expected.Floats, value => rounding(value))))
                return $"'{name}' has other values";
        }

        return null;
    }

    /// <summary>To nearest, ties to even.</summary>
    public static float RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
