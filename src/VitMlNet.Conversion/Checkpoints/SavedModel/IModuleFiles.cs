namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>The files of a SavedModel that hold its weights, in a folder or in an archive.</summary>
internal interface IModuleFiles : IDisposable
{
    /// <summary>The folder or the archive.</summary>
    string Path { get; }

    /// <summary>What <c>saved_model.pb</c> says.</summary>
    ModuleSignature Signature { get; }

    /// <summary>The bytes of <c>variables/variables.index</c>.</summary>
    ReadOnlyMemory<byte> Index { get; }

    /// <summary>The bytes of all that <see cref="ComputeSha256"/> reads.</summary>
    long Length { get; }

    /// <summary>How a message names a file of the module.</summary>
    string NameOf(string file);

    /// <summary>The bytes of a file such as <c>variables/variables.data-00000-of-00001</c>; <see langword="null"/> where there is none.</summary>
    long? LengthOf(string file);

    /// <summary>Opens a file that is there; <see langword="null"/> where the values were not asked for.</summary>
    CheckpointFile? Open(string file);

    /// <summary>The SHA-256 of an archive, or of a folder's index and shards one after the other.</summary>
    string ComputeSha256(IProgress<long>? bytesRead, CancellationToken token);
}
