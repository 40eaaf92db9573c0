namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A tensor in the name and layout of Google's checkpoints, made from one or two of the file's when it is read.</summary>
/// <param name="Name">The checkpoint's name.</param>
/// <param name="Shape">The sizes of the axes.</param>
/// <param name="Fill">Writes all values in C order.</param>
internal sealed record LibraryTensor(string Name, IReadOnlyList<int> Shape, Action<Span<float>> Fill)
{
    public int Count => Shape.Aggregate(1, (count, size) => count * size);
}
