using VitMlNet.ModelFile;
using System.Globalization;

namespace VitMlNet;

/// <summary>A file that <c>vitmlnet convert</c> wrote, checked against the contract of such files.</summary>
internal static class OwnModel
{
    public static bool Is(OnnxHeader header) => header.Producer == Producer.Name || header.Metadata.ContainsKey(ModelMetadata.FormatVersion);

    /// <exception cref="VitModelException">The file breaks the contract, or the options are those of other files.</exception>
    public static ModelDescription Describe(OnnxHeader header, ModelStorage storage, VitModelOptions options)
    {
        string path = storage.Path;
        CheckFormat(header, path);
        if (options.FirstForOtherFiles is { } option)
            throw new VitModelException($"the file says by itself what is in it, and {nameof(VitModelOptions)}.{option} is for files of other tools. "
                + "Leave it out.", path);

        OnnxTensorInfo? image = header.Inputs.FirstOrDefault(input => input.Name == ModelTensors.Image);
        if (header.Inputs.Count != 1 || image is not { ElementType: OnnxTensorInfo.Float, Dimensions: [null, > 0 and < 1 << 16, > 0 and < 1 << 16, 3] })
            throw NotSuchAModel(path, "one input 'image', float32 [batch, height, width, 3] with an open batch dimension", header.Inputs);

        ModelOutput features = ReadOutput(header, ModelTensors.Features, path)
            ?? throw NotSuchAModel(path, "an output 'features', float32 [batch, hidden]", header.Outputs);
        return new ModelDescription(
            storage,
            new WeightsFiles(header, path).Find(),
            header,
            new ModelInput(image.Name, VitPixelLayout.ChannelsLast, (int)image.Dimensions[1]!, (int)image.Dimensions[2]!),
            features,
            ReadOutput(header, ModelTensors.Logits, path)
                ?? (ReadOutput(header, ModelTensors.Probabilities, path) is { } probabilities ? probabilities with { IsProbabilities = true } : null))
        {
            IsSelfDescribing = true,
        };
    }

    private static void CheckFormat(OnnxHeader header, string path)
    {
        if (!header.Metadata.TryGetValue(ModelMetadata.FormatVersion, out string? text))
            throw new VitModelException($"the metadata entry '{ModelMetadata.FormatVersion}' is expected, and there is none: "
                + $"the file is cut off, or was changed. {ModelFileHeader.Remedy}", path);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1)
            throw new VitModelException($"the metadata entry '{ModelMetadata.FormatVersion}' is expected to be a whole number from 1, and is '{text}'. "
                + $"{ModelFileHeader.Remedy}", path);
        if (version > ModelMetadata.CurrentFormatVersion)
        {
            throw new VitModelException(
                $"the file has format version {version}, and this library reads versions up to {ModelMetadata.CurrentFormatVersion}. "
                    + "Update VitMlNet, or convert the checkpoint with this version's `vitmlnet convert`.",
                path);
        }
    }

    private static ModelOutput? ReadOutput(OnnxHeader header, string name, string path)
    {
        OnnxTensorInfo? output = header.Outputs.FirstOrDefault(output => output.Name == name);
        if (output is null)
            return null;
        return output is { ElementType: OnnxTensorInfo.Float, Dimensions: [_, > 0 and < int.MaxValue] }
            ? new ModelOutput(name, (int)output.Dimensions[1]!)
            : throw NotSuchAModel(path, $"an output '{name}' that is float32 [batch, a fixed number]", [output]);
    }

    private static VitModelException NotSuchAModel(string path, string expected, IEnumerable<OnnxTensorInfo> found) =>
        new($"{expected} is expected, and found is {ModelFileHeader.List(found)}. {ModelFileHeader.Remedy}", path);
}
