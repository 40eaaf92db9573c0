namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>A variable of a SavedModel under its checkpoint name.</summary>
/// <param name="path">The shard, for messages.</param>
/// <param name="number">The number that the variable has in the file.</param>
/// <param name="name">Its checkpoint name.</param>
/// <param name="shape">The sizes of its axes.</param>
/// <param name="elements">Where its values lie; <see langword="null"/> where the module was opened without them.</param>
/// <param name="checksum">The masked CRC-32C of its bytes.</param>
internal sealed class SavedModelTensor(string path, int number, string name, IReadOnlyList<int> shape, StoredElements? elements, uint checksum)
    : CheckpointTensor(path, name, shape)
{
    protected override void ReadValues(Span<float> destination)
    {
        if (elements is null)
            throw new InvalidOperationException("The module was opened without its values.");
        var crc = new MaskedCrc32C();
        elements.Read(0, destination, crc);
        if (crc.Value != checksum)
        {
            throw new ConversionException(
                $"Its bytes (variable {number}) are damaged: the CRC-32C is {crc.Value:x8}, {checksum:x8} was expected. Download or unpack the module again.", Path, Name);
        }
    }
}
