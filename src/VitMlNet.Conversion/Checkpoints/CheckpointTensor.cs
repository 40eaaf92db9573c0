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
        int wrong = FiniteNumbers.IndexOfNonFinite(destination);
        if (wrong >= 0)
            throw NotFinite(wrong, destination[wrong]);
    }

    /// <summary>Reads all values as float32 in C order; a format with checksums verifies them.</summary>
    /// <exception cref="ConversionException">The tensor is damaged.</exception>
    protected abstract void ReadValues(Span<float> destination);

    private ConversionException NotFinite(int index, float value)
    {
        var position = new int[Shape.Count];
        int rest = index;
        for (int axis = Shape.Count - 1; axis >= 0; axis--)
        {
            position[axis] = rest % Shape[axis];
            rest /= Shape[axis];
        }

        string kind = float.IsNaN(value) ? "not a number (NaN)" : "infinite as float32";
        return new ConversionException(
            $"Element [{string.Join(", ", position)}] (flat index {index}) is {kind}; all weights must be finite. "
            + "The training run has diverged, or the file is damaged: use another checkpoint, or download it again.",
            Path,
            Name);
    }
}
