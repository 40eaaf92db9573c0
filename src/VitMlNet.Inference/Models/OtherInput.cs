using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Finds the input of pixels of another tool's file: what its shape says, else the files beside it, else the options.</summary>
internal sealed class OtherInput(OnnxHeader header, string path, VitModelOptions options, ModelSidecars sidecars, FactList facts)
{
    private const int LargestSide = 1 << 16;
    private const string SizeOption = $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.Height)} and {nameof(VitModelOptions.Width)} (in the tool, --size HEIGHTxWIDTH)";

    // What a network of photographs and text wants of a text.
    private static readonly string[] s_textNames = ["input_ids", "attention_mask", "token_type_ids", "position_ids"];

    /// <exception cref="VitModelException">It is no model of photographs, or more has to be said.</exception>
    public ModelInput Read()
    {
        OnnxTensorInfo tensor = FindTensor(out string texts);
        bool hasBatch = tensor.Dimensions is not { Count: 3 };
        int first = hasBatch ? 1 : 0;
        IReadOnlyList<long?> dimensions = tensor.Dimensions ?? [null, null, null, null];
        VitPixelLayout layout = FindLayout(tensor, first);
        int channels = first + (layout == VitPixelLayout.ChannelsFirst ? 0 : 2), rows = first + (layout == VitPixelLayout.ChannelsFirst ? 1 : 0);
        long? batch = hasBatch ? dimensions[0] : 1;
        if (batch > 1 << 10)
            throw Wrong("a batch of at most 1024 photographs");
        if (dimensions[channels] is not (null or 3 or 1))
            throw Wrong($"3 channels where {layout} has them, or 1 for grey");
        (int height, int width) = FindSize(dimensions[rows], dimensions[rows + 1]);
        return new ModelInput(tensor.Name, layout, height, width)
        {
            TakesOne = batch == 1,
            FixedBatch = (int?)batch,
            HasBatch = hasBatch,
            Channels = (int)(dimensions[channels] ?? 3),
            ElementType = tensor.ElementType,
            IsOpen = dimensions.Skip(first).Any(dimension => dimension is null),
            HeightSymbol = Symbol(tensor, rows),
            WidthSymbol = Symbol(tensor, rows + 1),
            ChannelSymbol = Symbol(tensor, channels),
            TextInputs = texts,
        };
    }

    private OnnxTensorInfo FindTensor(out string texts)
    {
        OnnxTensorInfo[] pixels = [.. header.Inputs.Where(IsPixels)];
        OnnxTensorInfo[] others = [.. header.Inputs.Except(pixels)];
        texts = string.Join('\n', others.Select(other => other.Name));
        if (pixels is [var tensor] && others.All(IsText))
            return tensor;
        if (header.Producer == "ML.NET" || (pixels.Length == 0 && header.Inputs.Any(input => input.ElementType == OnnxTensorInfo.Text)))
        {
            throw new VitModelException(
                "a model of photographs is expected, and this is a pipeline of ML.NET or something like it: its inputs are columns, "
                    + $"{ModelFileHeader.List(header.Inputs)}. ML.NET's mlContext.Transforms.ApplyOnnxModel takes it.",
                path);
        }

        if (pixels is [var photographs] && others.Length > 0)
        {
            throw Wrong(
                $"one input of photographs and no other than those of text ({string.Join(", ", s_textNames)})",
                $"Export the part that computes photographs' results from '{photographs.Name}' alone.");
        }

        throw Wrong(
            "one input of photographs, float32, float16 or uint8 of 4 dimensions (or of 3, without a batch), and no other",
            header.Inputs is [{ Dimensions: [_, _] or [_, _, _] }] ? "This is a network of text, sound or tables. A network of photographs is needed."
                : "Export a network of photographs, with one input of pixels.");
    }

    private static bool IsPixels(OnnxTensorInfo tensor) =>
        tensor.ElementType is OnnxTensorInfo.Float or OnnxTensorInfo.Float16 or OnnxTensorInfo.UInt8
        && (tensor.Dimensions is null or { Count: 4 } || (tensor.Dimensions is { Count: 3 } sides && (sides[0] is 1 or 3 || sides[2] is 1 or 3)));

    private static bool IsText(OnnxTensorInfo tensor) =>
        tensor is { ElementType: OnnxTensorInfo.Int64 or 6, Dimensions: null or { Count: 1 or 2 } } && s_textNames.Contains(tensor.Name);

    private VitPixelLayout FindLayout(OnnxTensorInfo tensor, int first)
    {
        if (options.Layout is { } told)
        {
            facts.Add("layout", told.ToString(), VitFactOrigin.Options, "the options");
            return told;
        }

        bool isFirst = IsChannels(tensor, first, 3), isLast = IsChannels(tensor, first + 2, 3);
        if (isFirst == isLast)
            (isFirst, isLast) = (IsChannels(tensor, first, 1), IsChannels(tensor, first + 2, 1));
        if (isFirst == isLast)
        {
            throw Unclear(
                "its shape does not tell whether the channels come first or last",
                $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.Layout)} (in the tool, --layout)");
        }

        return isFirst ? VitPixelLayout.ChannelsFirst : VitPixelLayout.ChannelsLast;
    }

    /// <summary>Whether a dimension is the number of channels, or is open and called a channel.</summary>
    private static bool IsChannels(OnnxTensorInfo tensor, int index, int count) =>
        tensor.Dimensions?[index] == count
        || (tensor.Dimensions is not null && tensor.Dimensions[index] is null
            && (tensor.Symbols[index]?.Contains("channel", StringComparison.OrdinalIgnoreCase) == true || tensor.Denotations[index] == "DATA_CHANNEL"));

    private static string? Symbol(OnnxTensorInfo tensor, int index) =>
        tensor.Dimensions is { } dimensions && dimensions[index] is null ? tensor.Symbols[index] : null;

    private (int Height, int Width) FindSize(long? height, long? width)
    {
        Sourced<(int Height, int Width)>? beside = sidecars.Size;
        bool isTold = (height is null && options.Height is not null) || (width is null && options.Width is not null);
        (int Height, int Width) size = (
            FindSide(height, options.Height, beside?.Value.Height, nameof(VitModelOptions.Height)),
            FindSide(width, options.Width, beside?.Value.Width, nameof(VitModelOptions.Width)));
        string shown = $"{size.Width} x {size.Height} pixels";
        if (height is not null && width is not null)
            facts.Add("size", shown, VitFactOrigin.ModelFile, "the shape of the input");
        else if (isTold)
            facts.Add("size", shown, VitFactOrigin.Options, "the options");
        else
            facts.Add("size", shown, beside!.Origin, beside.Source);
        return size;
    }

    private int FindSide(long? stated, int? told, int? beside, string option)
    {
        if (stated is null)
        {
            int side = told ?? beside ?? throw Unclear(
                $"its shape leaves the {option.ToLowerInvariant()} open, and no file beside the model says it",
                $"{SizeOption}, the size that the model was trained for");
            return side < LargestSide ? side : throw Wrong($"sides below {LargestSide}");
        }

        if (told is not null && told != stated)
            throw new VitModelException($"the input's {option.ToLowerInvariant()} is {stated}, and {nameof(VitModelOptions)}.{option} is {told}. "
                + "Leave the option out.", path);
        return stated < LargestSide ? (int)stated : throw Wrong($"sides below {LargestSide}");
    }

    private VitModelException Wrong(string expected, string remedy = "Export a network of photographs with such an input.") =>
        new($"{expected} is expected, and the inputs are {ModelFileHeader.List(header.Inputs)} (the outputs: {ModelFileHeader.List(header.Outputs)}). "
            + $"{remedy}", path);

    private VitModelException Unclear(string what, string option) =>
        new($"the input is {ModelFileHeader.List(header.Inputs)}, and {what}. Set {option}.", path);
}
