using Google.Protobuf;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>What <c>saved_model.pb</c> says of a module. The graph in it, by far the largest part, is passed over.</summary>
/// <param name="Resolution">The height and width of the input of <c>serving_default</c>; <see langword="null"/> where it is open or absent.</param>
/// <param name="TensorFlowVersion">The version that wrote the module; empty where it is not said.</param>
internal sealed record ModuleSignature(int? Resolution, string TensorFlowVersion)
{
    private const string Name = "serving_default";

    /// <exception cref="InvalidDataException">The bytes are no SavedModel.</exception>
    public static ModuleSignature Read(Stream stream)
    {
        try
        {
            SavedModelProto module = SavedModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(stream);
            if (module.MetaGraphs.Count == 0)
                throw new InvalidDataException("there is no graph in it");
            MetaGraphProto graph = module.MetaGraphs[0];
            int? resolution = graph.SignatureDef.TryGetValue(Name, out MetaGraphProto.Types.Signature? signature)
                ? signature.Inputs.Values.Select(Side).FirstOrDefault(side => side is not null)
                : null;
            return new ModuleSignature(resolution, graph.MetaInfoDef?.TensorflowVersion ?? "");
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidDataException("it is cut off, or no SavedModel", exception);
        }
    }

    /// <summary>The height of an input [batch, height, width, 3] of square images.</summary>
    private static int? Side(MetaGraphProto.Types.TensorInfo input) =>
        input.TensorShape?.Dim.Select(dimension => dimension.Size).ToArray() is [_, > 0 and <= ushort.MaxValue and var height, var width, 3] && height == width
            ? (int)height
            : null;
}
