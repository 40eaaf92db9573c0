namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>A variable of a SavedModel under its checkpoint name.</summary>
internal sealed class SavedModelTensor
{
    private readonly string _where;
    private readonly int _number;
    private readonly uint _checksum;
    private readonly StoredElements? _elements;

    /// <param name="where">The path that messages name.</param>
    /// <param name="number">The number that the variable has in the file.</param>
    /// <param name="name">Its checkpoint name.</param>
    /// <param name="shape">The sizes of its axes.</param>
    /// <param name="elements">Where its values lie; <see langword="null"/> where the module was opened without them.</param>
    /// <param name="checksum">The masked CRC-32C of its bytes.</param>
    public SavedModelTensor(string where, int number, string name, IReadOnlyList<int> shape, StoredElements? elements, uint checksum)
    {
        _where = where;
        _number = number;
        _checksum = checksum;
        _elements = elements;
        Name = name;
        Shape = shape;
        Count = shape.Aggregate(1, (count, size) => count * size);
    }

    public string Name { get; }

    public IReadOnlyList<int> Shape { get; }

    public int Count { get; }

    /// <summary>Reads all values as float32 in C order; the checksum is verified, and every value is finite.</summary>
    public void Read(Span<float> destination)
    {
        if (_elements is null)
            throw new InvalidOperationException("The module was opened without its values.");
        var crc = new MaskedCrc32C();
        _elements.Read(0, destination, bytes => crc.Append(bytes));
        if (crc.Value != _checksum)
        {
            throw new ConversionException(
                $"Its bytes (variable {_number}) are damaged: the CRC-32C is {crc.Value:x8}, {_checksum:x8} was expected. Download or unpack the module again.", _where, Name);
        }

        FiniteValues.Check(destination, Shape, _where, Name);
    }
}
