using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Tests.Checkpoints;

/// <summary>A model file without the name and the checksum of its source, to be compared with that of another format.</summary>
internal static class SameButForSource
{
    public static ByteString Of(ConvertedModel converted)
    {
        ModelProto model = converted.Read();
        StringStringEntryProto[] source = [.. model.MetadataProps.Where(entry => entry.Key.StartsWith("vitmlnet.source.", StringComparison.Ordinal))];
        Assert.HasCount(2, source);
        foreach (StringStringEntryProto entry in source)
            model.MetadataProps.Remove(entry);
        return model.ToByteString();
    }
}
