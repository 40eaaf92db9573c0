using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Finds which outputs of a graph are scores of classes and which are features: what the options say, else what the files beside the model
/// say, else what the customary names and the graph say, and never a choice between two that would both do.
/// </summary>
internal sealed class OutputRoles
{
    private const int LongestWay = 8;
    private const int WithBackground = ImageNetClasses.Count + 1;

    // A last resort: in many exports it is a layer that was never trained.
    private const string Pooled = "pooler_output";

    private static readonly string[] ScoresNames = ["logits", "probabilities", "probs", "scores", "predictions"];
    private static readonly string[] FeaturesNames = ["features", "image_embeds", "embeddings", "embedding", "last_hidden_state"];

    private readonly OnnxHeader _header;
    private readonly string _path;
    private readonly VitModelOptions _options;
    private readonly ModelSidecars _sidecars;
    private readonly OutputShapes _outputs;
    private readonly IReadOnlyList<FeatureRule>? _rules;

    public OutputRoles(OnnxHeader header, string path, VitModelOptions options, ModelSidecars sidecars, OutputShapes outputs)
    {
        (_header, _path, _options, _sidecars, _outputs) = (header, path, options, sidecars, outputs);
        _rules = sidecars.Timm is null && sidecars.Network is { } network ? FeatureRule.Find(network) : null;
    }

    /// <summary>How tokens become a vector, where there are any and nothing is known of the output.</summary>
    private VitPooling OfTokens => _options.Pooling
        ?? _rules?[^1].Pooling
        ?? (_sidecars.Timm?.Pooling is "avg" or "avgmax" ? VitPooling.TokenMean : VitPooling.FirstToken);

    /// <summary>The roles; both are null where nothing tells what the outputs are.</summary>
    /// <exception cref="VitModelException">An option names no such output.</exception>
    public (Sourced<ModelOutput>? Features, Sourced<ModelOutput>? Scores) Find()
    {
        Sourced<ModelOutput>? scores = _options.ScoresOutput is { } told ? Told(told, nameof(VitModelOptions.ScoresOutput), _outputs.AsVector) : null;
        Sourced<ModelOutput>? features = _options.FeaturesOutput is { } named
            ? Told(named, nameof(VitModelOptions.FeaturesOutput), tensor => _outputs.AsFeatures(tensor, OfTokens)) : null;
        if (scores is not null && scores.Value.Name == features?.Value.Name)
            throw new VitModelException($"the output '{scores.Value.Name}' is set as both the scores and the features, and can be only one of them. "
                + $"The outputs are {ModelFileHeader.List(_header.Outputs)}.", _path);
        ModelOutput[] candidates = [.. _outputs.Tensors.Select(_outputs.AsVector).OfType<ModelOutput>()
            .Where(output => output.Name != features?.Value.Name && output.Name != Pooled && !FeaturesNames.Contains(output.Name))];
        if (_sidecars.Timm?.ClassCount != 0)
            scores ??= FindScores(candidates);
        features ??= FindFeatures(scores?.Value);

        // Beside features, what is left and has another width can only be scores.
        if (features is not null && scores is null && _sidecars.Timm?.ClassCount != 0
            && Sole(candidates.Where(output => output.Name != features.Value.Name && output.Length != features.Value.Length)) is { } rest)
            scores = InGraph(rest, "what is left beside the features");
        return (features, scores is null ? null : scores with { Value = WithMeaning(scores.Value) });
    }

    /// <summary>The error of a file whose outputs nobody can tell apart.</summary>
    public VitModelException Unclear()
    {
        string[] names = [.. _header.Outputs.Where(tensor => _outputs.AsFeatures(tensor, OfTokens) is not null).Select(tensor => $"\"{tensor.Name}\"")];
        string found = $"the outputs are {ModelFileHeader.List(_header.Outputs)}";
        return new VitModelException(
            names.Length == 0
                ? "an output of scores, float32 [batch, classes], or of features, float32 [batch, width], [batch, tokens, width] or [batch, width, rows, "
                    + $"columns], is expected, and {found}. Export the model again with such an output, of fixed width."
                : $"{found}, and nothing says which of them are scores of classes and which are features. Set "
                    + $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.ScoresOutput)} or {nameof(VitModelOptions.FeaturesOutput)} = "
                    + $"{string.Join(" or ", names)} (in the tool, --scores or --features-output).",
            _path);
    }

    private Sourced<ModelOutput>? FindScores(ModelOutput[] candidates)
    {
        if (Named(candidates, ScoresNames) is { } named)
            return InGraph(named, "the name of the output");
        if (candidates.FirstOrDefault(output => output.MapKeys is not null) is { } map)
            return InGraph(map, "the classes of ZipMap");
        if (Sole(candidates.Where(output => IsAfter(output.Name, "Softmax", "Sigmoid"))) is { } ending)
            return InGraph(ending, "the graph ends in Softmax or Sigmoid");
        if (_options.Labels is { } labels)
            return Counted(labels.Count, "the class names of the options", VitFactOrigin.Options);
        return Counted(_sidecars.Timm?.ClassCount, _sidecars.Timm?.Source)
            ?? Counted(_sidecars.Network?.LabelCount, _sidecars.Network?.Source)
            ?? Counted(_sidecars.MetadataLabels?.Value.Count, _sidecars.MetadataLabels?.Source)
            ?? Counted(_sidecars.Labels?.Value.Count, _sidecars.Labels?.Source)
            ?? Counted(ImageNetClasses.Count, "as many values as ImageNet has classes", VitFactOrigin.ModelFile)
            ?? Counted(WithBackground, "as many values as ImageNet has classes, and one for the background", VitFactOrigin.ModelFile)
            ?? (_options.ScoresAreProbabilities is not null && Sole(candidates) is { } only ? new Sourced<ModelOutput>(only, "the options", VitFactOrigin.Options) : null);

        Sourced<ModelOutput>? Counted(int? count, string? source, VitFactOrigin origin = VitFactOrigin.FileBeside) =>
            count is not null && Sole(candidates.Where(output => output.Length == count)) is { } output ? new Sourced<ModelOutput>(output, source!, origin) : null;
    }

    private Sourced<ModelOutput>? FindFeatures(ModelOutput? scores)
    {
        foreach (FeatureRule rule in _rules ?? [])
        {
            if (_outputs.Tensors.FirstOrDefault(tensor => tensor.Name == rule.Output && tensor.Name != scores?.Name) is { } tensor
                && _outputs.AsFeatures(tensor, _options.Pooling ?? rule.Pooling) is { } found)
            {
                string source = $"{_sidecars.Network!.Source}, as networks of the kind '{_sidecars.Network.ModelType}' have it";
                return rule.Caveat is { } caveat && found.Pooling != VitPooling.None
                    ? new Sourced<ModelOutput>(found, $"{source}, but {caveat}", VitFactOrigin.Guess)
                    : new Sourced<ModelOutput>(found, source);
            }
        }

        ModelOutput[] candidates = [.. _outputs.Tensors
            .Where(tensor => tensor.Name != scores?.Name && tensor.Name != Pooled && !ScoresNames.Contains(tensor.Name) && (_rules is not null || HasClassToken(tensor)))
            .Select(tensor => _outputs.AsFeatures(tensor, OfTokens)).OfType<ModelOutput>()];
        if (_sidecars.Timm is { ClassCount: 0 } timm && Sole(candidates) is { } end)
            return new Sourced<ModelOutput>(end, $"{timm.Source}, which has no classes");
        ModelOutput? chosen = Named(candidates, FeaturesNames)
            ?? Sole(candidates.Where(output => output.Pooling != VitPooling.None))
            ?? (scores is null ? OfNetwork(candidates) : Sole(candidates.Where(output => output.Length != scores.Length)))
            ?? _outputs.Tensors.Where(tensor => tensor.Name == Pooled).Select(_outputs.AsVector).FirstOrDefault();
        return chosen is null ? null
            : _options.Pooling is not null ? new Sourced<ModelOutput>(chosen, "the options", VitFactOrigin.Options)
            : chosen.IsTokens && _rules is null && _sidecars.Timm is null ? new Sourced<ModelOutput>(
                chosen,
                "no file beside the model names the kind of network, and its first token is taken for the class token; say what is right with "
                    + $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.Pooling)} (in the tool, --pooling)",
                VitFactOrigin.Guess)
            : InGraph(chosen, "the names and shapes of the outputs");
    }

    // The only output of a network whose file beside it says that it has no classes, and how wide its tokens are.
    private ModelOutput? OfNetwork(ModelOutput[] candidates) => _sidecars.Network is { HiddenSize: { } width, LabelCount: null }
        ? Sole(candidates.Where(output => output.Length == width)) : null;

    /// <summary>
    /// Whether the first token of an output of tokens is the class token, as it is where one token more than a square grid of patches
    /// comes out; and true for other outputs.
    /// </summary>
    private bool HasClassToken(OnnxTensorInfo tensor)
    {
        if (_options.Pooling is not null || _sidecars.Timm is not null || tensor.Dimensions is not [_, var tokens, _])
            return true;
        if (tokens is not { } count)
            return tensor.Name == "last_hidden_state";
        return IsSquare(count - 1) || (tensor.Name == "last_hidden_state" && !IsSquare(count));
    }

    private static bool IsSquare(long number) => number > 0 && (long)Math.Sqrt(number) is var root && root * root == number;

    private static Sourced<ModelOutput> InGraph(ModelOutput output, string source) => new(output, source, VitFactOrigin.ModelFile);

    private static ModelOutput? Named(ModelOutput[] candidates, string[] names) =>
        names.Select(name => candidates.FirstOrDefault(output => output.Name == name)).FirstOrDefault(output => output is not null);

    private static ModelOutput? Sole(IEnumerable<ModelOutput> candidates) => candidates.Take(2).ToArray() is [var sole] ? sole : null;

    private ModelOutput WithMeaning(ModelOutput scores)
    {
        bool areProbabilities = _options.ScoresAreProbabilities ?? (scores.MapKeys is not null || IsAfter(scores.Name, "Softmax", "Sigmoid"));
        return scores with
        {
            IsProbabilities = areProbabilities,
            IsMultiLabel = !areProbabilities && (_options.IsMultiLabel ?? _sidecars.Network?.IsMultiLabel ?? false),
        };
    }

    /// <summary>Whether one of some operations gives a tensor, with nothing behind it but what leaves the values as they are.</summary>
    private bool IsAfter(string tensor, params ReadOnlySpan<string> operations)
    {
        for (int way = 0; way < LongestWay && _header.Steps.TryGetValue(tensor, out OnnxStep step); way++)
        {
            if (operations.Contains(step.Operation))
                return true;
            if (step.Operation is not ("Identity" or "Cast" or "Reshape" or "Flatten" or "Squeeze"))
                return false;
            tensor = step.Input;
        }

        return false;
    }

    private Sourced<ModelOutput> Told(string name, string option, Func<OnnxTensorInfo, ModelOutput?> read)
    {
        OnnxTensorInfo? tensor = _outputs.Tensors.FirstOrDefault(output => output.Name == name);
        return tensor is not null && read(tensor) is { } output
            ? new Sourced<ModelOutput>(output, "the options", VitFactOrigin.Options)
            : throw new VitModelException(
                $"{nameof(VitModelOptions)}.{option} is '{name}', and "
                    + $"{(tensor is null ? "there is no such output" : $"that output is not float32 of a fixed width for each photograph")}. "
                    + $"The outputs are {ModelFileHeader.List(_header.Outputs)}.",
                _path);
    }
}
