using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Reads a damaged source as a conversion does.</summary>
internal static class FuzzedSource
{
    /// <summary>Far above what these small sources need, far below what a believed lie about a length would cost.</summary>
    public const long MostAllocated = 20 << 20;

    /// <param name="path">The file or folder.</param>
    /// <param name="isNetwork">Whether the tensors are those of a network, whose configuration can be read too.</param>
    public static void Read(string path, bool isNetwork = true)
    {
        try
        {
            using Checkpoint checkpoint = CheckpointFormats.Open(path);
            if (isNetwork)
                ConfigurationReader.Read(checkpoint);
            foreach (CheckpointTensor tensor in checkpoint.Tensors.Values)
                tensor.Read(new float[tensor.Count]);
        }
        catch (ConversionException exception)
        {
            StringAssert.StartsWith(exception.Message, path);
            throw;
        }
    }

    /// <summary>A text with one to three pieces of it removed or replaced by others.</summary>
    public static string Edit(string text, Random random, params ReadOnlySpan<string> pieces)
    {
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int position = random.Next(text.Length);
            text = text.Remove(position, Math.Min(random.Next(6), text.Length - position)).Insert(position, pieces[random.Next(pieces.Length)]);
        }

        return text;
    }
}
