namespace VitMlNet.Conversion.Checkpoints;

/// <summary>
/// A source of named tensors, whatever the format of its files. Opening it reads names and shapes, no values. Safe for use by several
/// threads until disposed.
/// </summary>
internal abstract class Checkpoint : IDisposable
{
    /// <summary>The file or folder that was opened.</summary>
    public abstract string Path { get; }

    /// <summary>The size in bytes of what <see cref="ComputeSha256"/> reads.</summary>
    public abstract long Length { get; }

    /// <summary>
    /// The parameters by canonical name (the numbering of the published files, any prefix stripped), in the order of the file.
    /// GroupNorm parameters have the shape that the file has: [C] or [1, 1, 1, C].
    /// </summary>
    public abstract IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>What the checkpoint says beside its tensors.</summary>
    public abstract CheckpointFacts Facts { get; }

    /// <summary>Computes the SHA-256 that identifies the checkpoint, as 64 lower-case hexadecimal digits.</summary>
    /// <param name="bytesRead">Receives the number of bytes read so far, about once a mebibyte.</param>
    /// <param name="token">Cancels the computation.</param>
    public abstract string ComputeSha256(IProgress<long>? bytesRead = null, CancellationToken token = default);

    public abstract void Dispose();
}
