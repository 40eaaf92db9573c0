namespace VitMlNet.Conversion.Checkpoints;

/// <summary>One parameter of a checkpoint. Its values stay in the file until they are read.</summary>
/// <param name="path">The checkpoint, for messages.</param>
/// <param name="name">The canonical name.</param>
/// <param name="shape">The sizes of the axes, whose product fits an array.</param>
internal abstract class CheckpointTensor(string path, string name, IReadOnlyList<int> shape)
{
    /// <summary>The checkpoint that holds the tensor.</summary>
    public string Path => path;

    /// <summary>The canonical name, such as <c>Transformer/encoderblock_0/LayerNorm_2/scale</c>.</summary>
    public string Name => name;

    /// <summary>The sizes of the axes, as stored.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>The number of elements.</summary>
    public int Count { get; } = shape.Aggregate(1, (count, size) => count * size);

    /// <summary>Reads all values as float32 in C order, and checks that every value is finite. Several threads may read at once.</summary>
    /// <param name="destination"><see cref="Count"/> elements; their content is undefined after an exception.</param>
    /// <exception cref="ConversionException">The tensor is damaged, or a value is NaN or infinite.</exception>
    public void Read(Span<float> destination)
    {
        if (destination.Length != Count)
            throw new ArgumentException($"'{Name}' has {Count} elements, the destination has room for {destination.Length}.", nameof(destination));
        ReadValues(destination);
        FiniteNumbers.Check(destination, Shape, Path, Name);
    }

    /// <summary>Reads all values as float32 in C order; a format with checksums verifies them.</summary>
    /// <exception cref="ConversionException">The tensor is damaged.</exception>
    protected abstract void ReadValues(Span<float> destination);
}
