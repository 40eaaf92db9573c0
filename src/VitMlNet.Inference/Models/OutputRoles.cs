using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>
/// Finds which outputs of a graph are scores of classes and which are features: what the options say, else what the customary names
/// and the graph say, and never a guess between two that would both do.
/// </summary>
internal sealed class OutputRoles(OnnxHeader header, string path, VitModelOptions options)
{
    private const int LongestWay = 8;

    private static readonly string[] ScoresNames = ["logits", "probabilities", "probs", "scores", "predictions"];
    private static readonly string[] FeaturesNames = ["features", "image_embeds", "embeddings", "embedding", "last_hidden_state"];

    // A last resort: in many exports it is a layer that was never trained.
    private const string Pooled = "pooler_output";

    /// <exception cref="VitModelException">An option names no such output, or nothing tells what the outputs are.</exception>
    public (ModelOutput? Features, ModelOutput? Scores) Find()
    {
        ModelOutput? scores = options.ScoresOutput is { } told ? Told(told, nameof(VitModelOptions.ScoresOutput), AsVector) : null;
        ModelOutput? features = options.FeaturesOutput is { } named ? Told(named, nameof(VitModelOptions.FeaturesOutput), AsFeatures) : null;
        if (scores is not null && scores.Name == features?.Name)
            throw new VitModelException($"the output '{scores.Name}' is set as both the scores and the features, and can be only one of them. "
                + $"The outputs are {ModelFileHeader.List(header.Outputs)}.", path);
        ModelOutput[] candidates = [.. header.Outputs.Select(AsVector).OfType<ModelOutput>()
            .Where(output => output.Name != features?.Name && output.Name != Pooled && !FeaturesNames.Contains(output.Name))];
        scores ??= FindScores(candidates);
        features ??= FindFeatures(scores);

        // Beside features, what is left and has another width can only be scores.
        scores ??= features is null ? null : Sole(candidates.Where(output => output.Name != features.Name && output.Length != features.Length));
        if (scores is null && features is null)
            throw Unclear();
        if (scores is not null)
            scores = scores with { IsProbabilities = options.ScoresAreProbabilities ?? IsAfter(scores.Name, "Softmax", "Sigmoid") };
        return (features, scores);
    }

    private ModelOutput? FindScores(ModelOutput[] candidates) =>
        Named(candidates, ScoresNames)
        ?? Sole(candidates.Where(output => IsAfter(output.Name, "Softmax", "Sigmoid")))
        ?? Sole(candidates.Where(output => output.Length == (options.Labels?.Count ?? ImageNetClasses.Count)))
        ?? (options.ScoresAreProbabilities is null ? null : Sole(candidates));

    private ModelOutput? FindFeatures(ModelOutput? scores)
    {
        ModelOutput[] candidates = [.. header.Outputs
            .Where(tensor => tensor.Name != scores?.Name && tensor.Name != Pooled && !ScoresNames.Contains(tensor.Name) && HasClassToken(tensor))
            .Select(AsFeatures).OfType<ModelOutput>()];
        return Named(candidates, FeaturesNames)
            ?? Sole(candidates.Where(output => output.IsTokens))
            ?? (scores is null ? null : Sole(candidates.Where(output => output.Length != scores.Length)))
            ?? header.Outputs.Where(tensor => tensor.Name == Pooled).Select(AsVector).FirstOrDefault();
    }

    /// <summary>
    /// Whether the first token of an output of tokens is the class token, as it is where one token more than a square grid of patches
    /// comes out; and true for other outputs.
    /// </summary>
    private static bool HasClassToken(OnnxTensorInfo tensor)
    {
        if (tensor.Dimensions is not [_, var tokens, _])
            return true;
        if (tokens is not { } count)
            return tensor.Name == "last_hidden_state";
        return IsSquare(count - 1) || (tensor.Name == "last_hidden_state" && !IsSquare(count));
    }

    private static bool IsSquare(long number) => number > 0 && (long)Math.Sqrt(number) is var root && root * root == number;

    private static ModelOutput? AsVector(OnnxTensorInfo tensor) =>
        tensor is { ElementType: OnnxTensorInfo.Float, Dimensions: [_, > 0 and < int.MaxValue] }
            ? new ModelOutput(tensor.Name, (int)tensor.Dimensions[1]!) : null;

    private static ModelOutput? AsFeatures(OnnxTensorInfo tensor) =>
        tensor is { ElementType: OnnxTensorInfo.Float, Dimensions: [_, _, > 0 and < int.MaxValue] }
            ? new ModelOutput(tensor.Name, (int)tensor.Dimensions[2]!) { IsTokens = true, TokenCount = tensor.Dimensions[1] }
            : AsVector(tensor);

    private static ModelOutput? Named(ModelOutput[] candidates, string[] names) =>
        names.Select(name => candidates.FirstOrDefault(output => output.Name == name)).FirstOrDefault(output => output is not null);

    private static ModelOutput? Sole(IEnumerable<ModelOutput> candidates) => candidates.Take(2).ToArray() is [var sole] ? sole : null;

    /// <summary>Whether one of some operations gives a tensor, with nothing behind it but what leaves the values as they are.</summary>
    private bool IsAfter(string tensor, params ReadOnlySpan<string> operations)
    {
        for (int way = 0; way < LongestWay && header.Steps.TryGetValue(tensor, out OnnxStep step); way++)
        {
            if (operations.Contains(step.Operation))
                return true;
            if (step.Operation is not ("Identity" or "Cast" or "Reshape" or "Flatten" or "Squeeze"))
                return false;
            tensor = step.Input;
        }

        return false;
    }

    private ModelOutput Told(string name, string option, Func<OnnxTensorInfo, ModelOutput?> read)
    {
        OnnxTensorInfo? tensor = header.Outputs.FirstOrDefault(output => output.Name == name);
        return tensor is not null && read(tensor) is { } output
            ? output
            : throw new VitModelException(
                $"{nameof(VitModelOptions)}.{option} is '{name}', and "
                    + $"{(tensor is null ? "there is no such output" : $"that output is not float32 of a fixed width for each photograph")}. "
                    + $"The outputs are {ModelFileHeader.List(header.Outputs)}.",
                path);
    }

    private VitModelException Unclear()
    {
        string[] names = [.. header.Outputs.Where(tensor => AsFeatures(tensor) is not null).Select(tensor => $"\"{tensor.Name}\"")];
        string found = $"the outputs are {ModelFileHeader.List(header.Outputs)}";
        return new VitModelException(
            names.Length == 0
                ? "an output of scores, float32 [batch, classes], or of features, float32 [batch, width] or [batch, tokens, width], is expected, and "
                    + $"{found}. Export the model again with such an output, of fixed width."
                : $"{found}, and nothing says which of them are scores of classes and which are features. Set "
                    + $"{nameof(VitModelOptions)}.{nameof(VitModelOptions.ScoresOutput)} or {nameof(VitModelOptions.FeaturesOutput)} = "
                    + $"{string.Join(" or ", names)} (in the tool, --scores or --features-output).",
            path);
    }
}
