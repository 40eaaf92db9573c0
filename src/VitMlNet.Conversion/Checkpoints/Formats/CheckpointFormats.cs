using VitMlNet.Conversion.Checkpoints.Npz;

namespace VitMlNet.Conversion.Checkpoints.Formats;

/// <summary>The formats that checkpoints come in. What a file holds decides which one it is, not its name.</summary>
internal static class CheckpointFormats
{
    /// <summary>Opens a checkpoint and reads its names and shapes, no values.</summary>
    /// <exception cref="ConversionException">The file is absent, unreadable, damaged, or no checkpoint of floating-point tensors.</exception>
    public static Checkpoint Open(string path)
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
}
