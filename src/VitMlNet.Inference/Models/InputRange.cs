using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Reads off the first operations of a graph which range of pixel values it wants: one that multiplies and adds constants right behind
/// the input scales by itself.
/// </summary>
internal static class InputRange
{
    private const int LongestWay = 12;

    // What networks compute with is from -3 to 3 or so, whatever the mean and the deviation.
    private const double LeastSpan = 0.4, LargestSpan = 12;

    /// <summary>The factor that pixel values from 0 to 255 are multiplied by: 1, or 1/255; null where the graph does not scale.</summary>
    public static double? FindRescaleFactor(OnnxHeader header, string input)
    {
        double factor = 1, offset = 0;
        bool scales = false;
        string tensor = input;
        for (int way = 0; way < LongestWay && header.Consumers[tensor].ToArray() is [{ Outputs.Count: > 0 } node]; way++)
        {
            if (node.Operation is "Identity" or "Cast" or "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze")
            {
                tensor = node.Outputs[0];
                continue;
            }

            if (node.Inputs.Count != 2 || !header.Constants.TryGetValue(node.Inputs[node.Inputs[0] == tensor ? 1 : 0], out float[]? values) || values.Length > 4)
                break;
            double value = values.Average(number => Math.Abs((double)number)) * Math.Sign(values.Average());
            bool isFirst = node.Inputs[0] == tensor;
            switch (node.Operation)
            {
                case "Mul":
                    (factor, offset) = (factor * value, offset * value);
                    break;
                case "Div" when isFirst && value != 0:
                    (factor, offset) = (factor / value, offset / value);
                    break;
                case "Add":
                    offset += value;
                    break;
                case "Sub" when isFirst:
                    offset -= value;
                    break;
                default:
                    return null;
            }

            scales = true;
            tensor = node.Outputs[0];
        }

        return !scales ? null : FromSpan(Math.Abs(factor), Math.Abs(offset));
    }

    private static double? FromSpan(double factor, double offset)
    {
        if (factor * 255 is >= LeastSpan and <= LargestSpan)
            return 1;

        // A mean of the values from 0 to 255 alone is subtracted, without a division.
        if (factor == 1 && offset > 16)
            return 1;
        return factor is >= LeastSpan and <= LargestSpan ? 1 / 255.0 : null;
    }
}
