namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A tensor in the name and layout of Google's checkpoints, made from one or two of the file's when it is read.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="name">The checkpoint's name.</param>
/// <param name="shape">The sizes of the axes.</param>
/// <param name="fill">Writes all values in C order.</param>
internal sealed class LibraryTensor(string path, string name, IReadOnlyList<int> shape, Action<Span<float>> fill)
    : CheckpointTensor(path, name, shape)
{
    protected override void ReadValues(Span<float> destination) => fill(destination);
}
