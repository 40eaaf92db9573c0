using System.Buffers.Binary;
using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet.Cli;

/// <summary>The kinds of files that a command line names.</summary>
internal enum FileKind
{
    /// <summary>A model file, or anything else: its reader finds out what is wrong.</summary>
    Model,

    /// <summary>A checkpoint, to be converted.</summary>
    Checkpoint,

    /// <summary>A pipeline that <c>train</c> or ML.NET saved.</summary>
    Pipeline,
}

/// <summary>Tells the kinds apart.</summary>
internal static class FileKinds
{
    private const int NameOffset = 30;
    private const int LongestName = 512;

    /// <summary>
    /// The kind by what the file or folder contains, or by its name where that says nothing. Checkpoints (<c>.npz</c>) and pipelines are
    /// both zip archives; the entries of a checkpoint are arrays (<c>.npy</c>).
    /// </summary>
    public static FileKind Find(string path)
    {
        if (!path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) && FindFirstEntry(path) is { } entry)
            return entry.EndsWith(".npy", StringComparison.Ordinal) ? FileKind.Checkpoint : FileKind.Pipeline;

        // A model hub's folder may have the checkpoint beside the model file that was made of it.
        return !VitModel.IsModelFolder(path) && CheckpointConverter.IsCheckpoint(path) ? FileKind.Checkpoint : FileKind.Model;
    }

    /// <summary>The name of a zip archive's first entry; <see langword="null"/> for another file, or one that cannot be read.</summary>
    private static string? FindFirstEntry(string path)
    {
        try
        {
            Span<byte> start = stackalloc byte[NameOffset + LongestName];
            using FileStream file = RegularFile.OpenRead(path);
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (start.Length <= NameOffset || !start.StartsWith("PK"u8))
                return null;
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(start[26..]), start.Length - NameOffset);
            return Encoding.UTF8.GetString(start.Slice(NameOffset, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
