using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>An ONNX file of another tool: the input is read off its shape, and what the graph does not tell is taken from the options.</summary>
internal sealed class OtherModel(OnnxHeader header, ModelStorage storage, VitModelOptions options)
{
    private const int LargestSide = 1 << 16;

    private readonly string _path = storage.Path;

    /// <exception cref="VitModelException">It is no model of photographs, or more has to be told.</exception>
    public ModelDescription Describe()
    {
        ModelInput input = ReadInput();
        (ModelOutput? features, ModelOutput? scores) = new OutputRoles(header, _path, options).Find();
        return new ModelDescription(storage, ModelFileHeader.FindWeights(header, _path), header, input, features, scores);
    }

    private ModelInput ReadInput()
    {
        if (header.Inputs is not [{ ElementType: OnnxTensorInfo.Float } tensor] || tensor.Dimensions is { Count: not 4 })
            throw Wrong("one input of photographs, float32 of 4 dimensions, and no other");
        VitPixelLayout layout = FindLayout(tensor);
        IReadOnlyList<long?> dimensions = tensor.Dimensions ?? [null, null, null, null];
        int channels = layout == VitPixelLayout.ChannelsFirst ? 1 : 3, rows = layout == VitPixelLayout.ChannelsFirst ? 2 : 1;
        if (dimensions[0] > 1)
            throw Wrong("a batch dimension that is open or 1", "Export the model again with a dynamic batch.");
        if (dimensions[channels] is not (null or 3))
            throw Wrong($"3 channels where {layout} has them");
        return new ModelInput(
            tensor.Name,
            layout,
            FindSide(dimensions[rows], options.Height, nameof(VitModelOptions.Height)),
            FindSide(dimensions[rows + 1], options.Width, nameof(VitModelOptions.Width)))
        {
            TakesOne = dimensions[0] == 1,
            IsOpen = dimensions.Skip(1).Any(dimension => dimension is null),
        };
    }

    private VitPixelLayout FindLayout(OnnxTensorInfo tensor)
    {
        if (options.Layout is { } told)
            return told;
        bool first = IsChannels(tensor, 1), last = IsChannels(tensor, 3);
        return first != last
            ? first ? VitPixelLayout.ChannelsFirst : VitPixelLayout.ChannelsLast
            : throw Unclear(
                "its shape does not tell whether the channels come first or last",
                $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.Layout)} (in the tool, --layout)");
    }

    /// <summary>Whether a dimension is 3, or is open and called a channel.</summary>
    private static bool IsChannels(OnnxTensorInfo tensor, int index) =>
        tensor.Dimensions?[index] == 3
        || (tensor.Dimensions is not null && tensor.Dimensions[index] is null
            && tensor.Symbols[index]?.Contains("channel", StringComparison.OrdinalIgnoreCase) == true);

    private int FindSide(long? stated, int? told, string option)
    {
        if (stated is null)
        {
            return told ?? throw Unclear(
                $"its shape leaves the {option.ToLowerInvariant()} open",
                $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.Height)} and {nameof(VitModelOptions.Width)} (in the tool, --size HEIGHTxWIDTH), the "
                    + "size that the model was trained for");
        }

        if (told is not null && told != stated)
            throw new VitModelException($"the input's {option.ToLowerInvariant()} is {stated}, and {nameof(VitModelOptions)}.{option} is {told}. "
                + "Leave the option out.", _path);
        return stated < LargestSide ? (int)stated : throw Wrong($"sides below {LargestSide}");
    }

    private VitModelException Wrong(string expected, string remedy = "A Vision Transformer in ONNX is needed.") =>
        new($"{expected} is expected, and the inputs are {ModelFileHeader.List(header.Inputs)} (the outputs: {ModelFileHeader.List(header.Outputs)}). "
            + $"{remedy}", _path);

    private VitModelException Unclear(string what, string option) =>
        new($"the input is {ModelFileHeader.List(header.Inputs)}, and {what}. Set {option}.", _path);
}
