using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>Reads a damaged source as a conversion does: it is read, or refused with the library's own error, in little memory.</summary>
internal static class FuzzedSource
{
    /// <summary>Beyond the size of the files: buffers of the streams and of the parsers.</summary>
    private const long MostBytesBeyondFiles = 16 << 20;

    public static bool IsRefused(string path, long filesLength)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool refused = false;
        try
        {
            using Checkpoint checkpoint = CheckpointFormats.Open(path);
            ConfigurationReader.Read(checkpoint);
            foreach (CheckpointTensor tensor in checkpoint.Tensors.Values)
                tensor.Read(new float[tensor.Count]);
        }
        catch (ConversionException exception)
        {
            StringAssert.StartsWith(exception.Message, path);
            Assert.IsFalse(exception.Message.Any(char.IsControl), exception.Message);
            refused = true;
        }

        Assert.IsLessThan(4 * filesLength + MostBytesBeyondFiles, GC.GetAllocatedBytesForCurrentThread() - before);
        return refused;
    }
}
