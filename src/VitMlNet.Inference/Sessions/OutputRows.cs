using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Copies what a run of a model returned: a row of float32 for each image, pooled where it is tokens or a feature map.</summary>
internal static class OutputRows
{
    /// <param name="value">What the model returned.</param>
    /// <param name="output">What it means.</param>
    /// <param name="results">Receives [count, length].</param>
    /// <param name="count">The number of images.</param>
    /// <param name="path">The model that errors name.</param>
    /// <exception cref="VitModelException">It has another size.</exception>
    public static void Copy(OrtValue value, ModelOutput output, Span<float> results, int count, string path)
    {
        switch (output.ElementType)
        {
            case OnnxTensorInfo.Float:
                Copy(value.GetTensorDataAsSpan<float>(), output, results, count, path);
                break;
            case OnnxTensorInfo.Float16:
                ReadOnlySpan<Float16> halves = value.GetTensorDataAsSpan<Float16>();
                var floats = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(halves), floats);
                Copy(floats, output, results, count, path);
                break;
            case 0:
                CopyMaps(value, output, results, count, path);
                break;
            default:
                ReadOnlySpan<double> doubles = value.GetTensorDataAsSpan<double>();
                var singles = new float[doubles.Length];
                for (int i = 0; i < singles.Length; i++)
                    singles[i] = (float)doubles[i];
                Copy(singles, output, results, count, path);
                break;
        }
    }

    private static void Copy(ReadOnlySpan<float> values, ModelOutput output, Span<float> results, int count, string path)
    {
        int from = values.Length / count, to = results.Length / count;
        if (from * count != values.Length || from < to || from % to != 0 || (output.Pooling == VitPooling.None && from != to))
            throw WrongSize(values.Length, output, to, count, path);
        for (int row = 0; row < count; row++)
            Pool(values.Slice(row * from, from), output, results.Slice(row * to, to));
    }

    private static void Pool(ReadOnlySpan<float> values, ModelOutput output, Span<float> result)
    {
        switch (output.Pooling)
        {
            case VitPooling.TokenMean:
            case VitPooling.SpatialMean when output.IsWidthLast:
                Mean(values, result);
                break;
            case VitPooling.PatchMean:
                Mean(values.Length > result.Length ? values[result.Length..] : values, result);
                break;
            case VitPooling.SpatialMean:
                int cells = values.Length / result.Length;
                for (int i = 0; i < result.Length; i++)
                    result[i] = TensorPrimitives.Sum(values.Slice(i * cells, cells)) / cells;
                break;
            default:
                values[..result.Length].CopyTo(result);
                break;
        }
    }

    private static void Mean(ReadOnlySpan<float> tokens, Span<float> result)
    {
        result.Clear();
        for (int at = 0; at < tokens.Length; at += result.Length)
            TensorPrimitives.Add(result, tokens.Slice(at, result.Length), result);
        TensorPrimitives.Divide(result, tokens.Length / result.Length, result);
    }

    private static void CopyMaps(OrtValue sequence, ModelOutput output, Span<float> results, int count, string path)
    {
        if (sequence.GetValueCount() != count)
            throw WrongSize(sequence.GetValueCount() * output.Length, output, output.Length, count, path);
        for (int row = 0; row < count; row++)
        {
            using OrtValue map = sequence.GetValue(row, OrtAllocator.DefaultInstance);
            using OrtValue keys = map.GetValue(0, OrtAllocator.DefaultInstance), values = map.GetValue(1, OrtAllocator.DefaultInstance);
            string[] names = keys.GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.String
                ? keys.GetStringTensorAsArray()
                : [.. keys.GetTensorDataAsSpan<long>().ToArray().Select(key => key.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            ReadOnlySpan<float> scores = values.GetTensorDataAsSpan<float>();
            Span<float> result = results.Slice(row * output.Length, output.Length);
            result.Clear();
            for (int i = 0; i < names.Length; i++)
            {
                int place = output.MapKeys!.IndexOf(names[i]);
                if (place >= 0)
                    result[place] = scores[i];
            }
        }
    }

    private static int IndexOf(this IReadOnlyList<string> keys, string key)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i] == key)
                return i;
        }

        return -1;
    }

    private static VitModelException WrongSize(int found, ModelOutput output, int length, int count, string path) => new(
        $"{length} values for each of {count} images are expected in the output '{output.Name}', and the model returned {found} in all. "
            + "Export it again with an open batch dimension.",
        path);
}
