namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>A tensor as a .safetensors file lists it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">The name in the file.</param>
/// <param name="ElementType">The file's name of the element type, such as <c>F32</c>.</param>
/// <param name="Shape">The sizes of the axes, outermost first.</param>
/// <param name="Elements">Where the values lie; <see langword="null"/> for element types that no weight of ours has.</param>
internal sealed record SafetensorsTensor(string Path, string Name, string ElementType, IReadOnlyList<int> Shape, StoredElements? Elements)
{
    /// <summary>The number of elements.</summary>
    public int Count => Shape.Aggregate(1, (count, size) => count * size);

    /// <summary>Reads some of the values, in C order, as float32; all of them are finite.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="destination">As many as are wanted.</param>
    public void Read(int start, Span<float> destination)
    {
        if (Elements is null)
            throw Error($"its elements are {ElementType}; F32, F16, BF16 and F64 can be read. Save the model in one of these types");
        Elements.Read(start, destination);
        FiniteNumbers.Check(destination, [destination.Length], Path, Printable.Of(Name));
    }

    /// <summary>An error that names the file and the tensor.</summary>
    public ConversionException Error(string message) => new(message + ".", Path, Printable.Of(Name));
}
