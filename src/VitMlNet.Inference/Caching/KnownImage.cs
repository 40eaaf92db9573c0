
namespace VitMlNet;

/// <summary>Looks one image up before it is decoded. Used again for other images; not thread-safe.</summary>
internal sealed class KnownImage(FeatureTable table) : IKnownImages
{
    private readonly float[] _vector = new float[table.VectorLength];

    /// <summary>The image that was last looked up; null when it could not be read.</summary>
    public ImageHash? Hash { get; private set; }

    /// <summary>Whether <see cref="Vector"/> holds its features.</summary>
    public bool IsFound { get; private set; }

    public ReadOnlySpan<float> Vector => _vector;

    public void Reset() => (Hash, IsFound) = (null, false);

    public bool Recognizes(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> contents)
    {
        ImageHash hash = ImageHash.Compute(kind, contents);
        Hash = hash;
        return IsFound = table.TryFind(hash, _vector);
    }
}
