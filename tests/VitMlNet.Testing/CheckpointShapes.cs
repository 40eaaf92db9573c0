namespace VitMlNet.Testing;

/// <summary>A parameter of a checkpoint.</summary>
public readonly record struct ParameterShape(string Name, int[] Shape);

/// <summary>The parameters of a configuration, in the order of the generated file.</summary>
public static class CheckpointShapes
{
    /// <param name="configuration">The sizes.</param>
    /// <param name="linen">Whether the encoder's parts are numbered as Flax Linen does, instead of as the published files do.</param>
    public static IReadOnlyList<ParameterShape> Of(CheckpointConfiguration configuration, bool linen = false)
    {
        var all = new List<ParameterShape>();
        int channels = configuration.ResNet is null ? 3 : AddResNet(all, configuration);
        int hidden = configuration.Hidden, patch = configuration.Patch, grid = configuration.Grid;
        Add(all, "embedding/kernel", patch, patch, channels, hidden);
        Add(all, "embedding/bias", hidden);
        Add(all, "cls", 1, 1, hidden);
        Add(all, "Transformer/posembed_input/pos_embedding", 1, 1 + grid * grid, hidden);
        for (int block = 0; block < configuration.Depth; block++)
            AddEncoderBlock(all, configuration, $"Transformer/encoderblock_{block}/", linen);
        AddPair(all, "Transformer/encoder_norm", "scale", [hidden], hidden);
        int features = hidden;
        if (configuration.Representation is { } representation)
        {
            AddPair(all, "pre_logits", "kernel", [hidden, representation], representation);
            features = representation;
        }

        if (configuration.Classes > 0)
            AddPair(all, "head", "kernel", [features, configuration.Classes], configuration.Classes);
        return all;
    }

    private static int AddResNet(List<ParameterShape> all, CheckpointConfiguration configuration)
    {
        int width = (int)(64 * configuration.WidthFactor);
        AddConvolution(all, "", "root", 7, 3, width);
        int channels = width;
        for (int stage = 1; stage <= configuration.ResNet!.Count; stage++)
        {
            int filters = width << (stage - 1);
            for (int unit = 1; unit <= configuration.ResNet[stage - 1]; unit++)
            {
                string prefix = $"block{stage}/unit{unit}/";
                if (unit == 1)
                    AddConvolution(all, prefix, "proj", 1, channels, 4 * filters);
                AddConvolution(all, prefix, "1", 1, channels, filters);
                AddConvolution(all, prefix, "2", 3, filters, filters);
                AddConvolution(all, prefix, "3", 1, filters, 4 * filters);
                channels = 4 * filters;
            }
        }

        return channels;
    }

    /// <summary>The root and the projection join their suffix with an underscore, the numbered convolutions do not.</summary>
    private static void AddConvolution(List<ParameterShape> all, string prefix, string suffix, int side, int input, int output)
    {
        string end = char.IsDigit(suffix[0]) ? suffix : "_" + suffix;
        Add(all, $"{prefix}conv{end}/kernel", side, side, input, output);
        Add(all, $"{prefix}gn{end}/scale", 1, 1, 1, output);
        Add(all, $"{prefix}gn{end}/bias", 1, 1, 1, output);
    }

    private static void AddEncoderBlock(List<ParameterShape> all, CheckpointConfiguration configuration, string prefix, bool linen)
    {
        int hidden = configuration.Hidden, heads = configuration.Heads, head = hidden / heads, mlp = configuration.Mlp;
        string attention = prefix + (linen ? "MultiHeadDotProductAttention_0" : "MultiHeadDotProductAttention_1");
        string mlpBlock = prefix + (linen ? "MlpBlock_0" : "MlpBlock_3");
        AddPair(all, prefix + "LayerNorm_0", "scale", [hidden], hidden);
        foreach (string part in (string[])["query", "key", "value"])
            AddPair(all, $"{attention}/{part}", "kernel", [hidden, heads, head], heads, head);
        AddPair(all, attention + "/out", "kernel", [heads, head, hidden], hidden);
        AddPair(all, prefix + (linen ? "LayerNorm_1" : "LayerNorm_2"), "scale", [hidden], hidden);
        AddPair(all, mlpBlock + "/Dense_0", "kernel", [hidden, mlp], mlp);
        AddPair(all, mlpBlock + "/Dense_1", "kernel", [mlp, hidden], hidden);
    }

    private static void AddPair(List<ParameterShape> all, string prefix, string leaf, int[] shape, params int[] bias)
    {
        Add(all, $"{prefix}/{leaf}", shape);
        Add(all, $"{prefix}/bias", bias);
    }

    private static void Add(List<ParameterShape> all, string name, params int[] shape) => all.Add(new(name, shape));
}
