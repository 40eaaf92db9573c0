using VitMlNet.Conversion.Checkpoints.Npz;
using VitMlNet.Conversion.Checkpoints.Safetensors;
using VitMlNet.Conversion.Checkpoints.SavedModel;
using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Checkpoints.Formats;

/// <summary>The formats that checkpoints come in. What a file holds decides which one it is, not its name.</summary>
internal static class CheckpointFormats
{
    /// <summary>The bytes of a tar file's first header, which name the format.</summary>
    private const int StartLength = 512;

    private enum Format
    {
        Npz,
        SavedModel,
        Safetensors,
    }

    /// <summary>Whether a file or folder looks like a checkpoint of any format, damaged or not.</summary>
    public static bool IsCheckpoint(string path)
    {
        try
        {
            return Directory.Exists(path) ? FormatOfFolder(path) is not null : FormatOfFile(Start(path)) is not null || FormatOfName(path) is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return FormatOfName(path) is not null;
        }
    }

    /// <summary>Opens a checkpoint and reads its names and shapes, no values.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="readValues">Whether the tensors will be read; an archive is unpacked for it.</param>
    /// <param name="unpacked">Receives the bytes of an archive that were read so far; <see langword="null"/> for none.</param>
    /// <param name="token">Cancels the unpacking.</param>
    /// <exception cref="ConversionException">The file is absent, unreadable, damaged, or no checkpoint of floating-point tensors.</exception>
    public static Checkpoint Open(string path, bool readValues = true, IProgress<long>? unpacked = null, CancellationToken token = default)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return FormatOfFolder(path) switch
                {
                    Format.SavedModel => SavedModelCheckpoint.Open(path, readValues, unpacked, token),
                    Format.Safetensors => SafetensorsCheckpoint.Open(path),
                    _ => throw new ConversionException(
                        "A checkpoint was expected; this folder is no SavedModel (saved_model.pb, variables/) and has no .safetensors file. Give the path of the checkpoint in it.", path),
                };
            }

            if (!File.Exists(path) || new FileInfo(path).Length == 0)
                return OpenNpz(path);
            byte[] start = Start(path);
            return (FormatOfFile(start) ?? (OtherContent.Describe(start) is { } other
                    ? throw new ConversionException($"A checkpoint was expected (.npz, a SavedModel, .safetensors), this is {other}", path)
                    : FormatOfName(path) ?? Format.Npz)) switch
            {
                Format.SavedModel => SavedModelCheckpoint.Open(path, readValues, unpacked, token),
                Format.Safetensors => SafetensorsCheckpoint.Open(path),
                _ => OpenNpz(path),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException($"The checkpoint cannot be read: {exception.Message} Check the path and its permissions.", path, innerException: exception);
        }
    }

    private static NpzCheckpoint OpenNpz(string path)
    {
        CheckpointFile file = CheckpointFile.Open(path);
        try
        {
            return NpzCheckpoint.Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static byte[] Start(string path)
    {
        using FileStream file = RegularFile.OpenRead(path);
        var start = new byte[StartLength];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..length];
    }

    private static Format? FormatOfFolder(string path) =>
        ModuleLayout.Recognizes(path) ? Format.SavedModel : HubFiles.Recognizes(path) ? Format.Safetensors : null;

    private static Format? FormatOfFile(ReadOnlySpan<byte> start) =>
        start is [(byte)'P', (byte)'K', ..] ? Format.Npz
        : ModuleArchive.Recognizes(start) ? Format.SavedModel
        : SafetensorsHeader.Recognizes(start) ? Format.Safetensors
        : null;

    /// <summary>What a file whose content is of no format should be; its reader says what is wrong.</summary>
    private static Format? FormatOfName(string path)
    {
        string name = Path.GetFileName(path).ToLowerInvariant();
        return name.EndsWith(".npz", StringComparison.Ordinal) ? Format.Npz
            : name.EndsWith(".safetensors", StringComparison.Ordinal) ? Format.Safetensors
            : name.EndsWith(".tar.gz", StringComparison.Ordinal) || name.EndsWith(".tgz", StringComparison.Ordinal) || name.EndsWith(".tar", StringComparison.Ordinal) ? Format.SavedModel
            : null;
    }
}
