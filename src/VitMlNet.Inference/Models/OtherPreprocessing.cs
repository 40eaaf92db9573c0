using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Finds how another tool's model wants its photographs: the options, the files beside it, what the graph does first, else what is usual.</summary>
internal static class OtherPreprocessing
{
    private const string Option = $"say what is right with {nameof(VitModelOptions)}.{nameof(VitModelOptions.Preprocessing)} (in the tool, --preprocessing)";

    // Those of ImageNet's mean and deviation, which most networks of PyTorch are trained with; the whole photograph, whatever the classes are.
    private static readonly VitPreprocessing s_usual = VitPreprocessing.Torchvision with { ResizeMode = VitResizeMode.Squash, CropFraction = 1 };

    /// <exception cref="VitModelException">The files beside the model ask for what cannot be done.</exception>
    public static Sourced<VitPreprocessing> Find(
        OnnxHeader header, string path, ModelInput input, ModelOutput? scores, VitModelOptions options, ModelSidecars sidecars)
    {
        if (options.Preprocessing is { } told)
            return new Sourced<VitPreprocessing>(told, "the options", VitFactOrigin.Options);
        if (FindBeside(path, input, sidecars) is { } beside)
        {
            // Bytes are the pixel values themselves, whatever a file says of their mean.
            if (input.ElementType == OnnxTensorInfo.UInt8)
                beside = beside with { Value = WithRange(beside.Value, 1) };
            return beside.Origin == VitFactOrigin.Guess ? beside with { Source = $"{beside.Source}; {Option}" } : beside;
        }

        VitPreprocessing usual = Usual(header, input, scores, out string why);
        if (input.ElementType == OnnxTensorInfo.UInt8)
        {
            return Guess(WithRange(usual, 1), "the input takes bytes, which are the pixel values; how photographs are resized is not said");
        }

        return InputRange.FindRescaleFactor(header, input.Name) is { } factor
            ? Guess(WithRange(usual, factor), $"the graph scales by itself values from 0 to {(factor == 1 ? 255 : 1)}; how photographs are resized is not said")
            : Guess(usual, $"no file beside the model says it, and {why}");
    }

    private static Sourced<VitPreprocessing>? FindBeside(string path, ModelInput input, ModelSidecars sidecars)
    {
        try
        {
            Sourced<VitPreprocessing>? found = sidecars.FindPreprocessing(input.Height, input.Width);
            found?.Value.Validate();
            return found;
        }
        catch (ArgumentException e)
        {
            throw new VitModelException(
                $"the files beside it ask for a preprocessing that cannot be done ({e.Message.ReplaceLineEndings(" ")}). Correct them, or {Option}.", path, e);
        }
    }

    private static VitPreprocessing WithRange(VitPreprocessing resizing, double factor) =>
        resizing with
        {
            RescaleFactor = factor,
            Mean = new VitChannels(0),
            StandardDeviation = new VitChannels(1),
            FusesRescaling = false,
            DividesTwice = false,
        };

    private static Sourced<VitPreprocessing> Guess(VitPreprocessing preprocessing, string why) => new(preprocessing, $"{why}; {Option}", VitFactOrigin.Guess);

    private static VitPreprocessing Usual(OnnxHeader header, ModelInput input, ModelOutput? scores, out string why)
    {
        if (header.Inputs is [{ Name: "input0" }] && header.Outputs.Any(output => output.Name == "output0"))
        {
            why = "the names are those that timm gives";
            return VitPreprocessing.Timm;
        }

        bool isBytes = input.ElementType == OnnxTensorInfo.UInt8;
        if (!isBytes && (input.Layout == VitPixelLayout.ChannelsLast || header.Producer.StartsWith("tf2onnx", StringComparison.OrdinalIgnoreCase)))
        {
            // The classifiers of TF-Hub have a class for the background, and take values from 0 to 1.
            if (scores?.Length == ImageNetClasses.Count + 1)
            {
                why = "classifiers of TF-Hub take it";
                return WithRange(VitPreprocessing.Google, 1 / 255.0);
            }

            // The name that Keras 3 gives to an input. Its load_img takes the nearest pixel, and leaves values from 0 to 255.
            if (input.Name.StartsWith("keras_tensor", StringComparison.Ordinal))
            {
                why = "the input's name is Keras', whose load_img does this";
                return VitPreprocessing.Keras with { Interpolation = VitInterpolation.NearestExact };
            }

            why = "channels last are TensorFlow's order";
            return VitPreprocessing.Google;
        }

        why = "this is what most networks of PyTorch are trained with";
        if (input.Channels == 1 || isBytes)
            return WithRange(s_usual, 1 / 255.0);
        return scores?.Length == ImageNetClasses.Count ? VitPreprocessing.Torchvision : s_usual;
    }
}
