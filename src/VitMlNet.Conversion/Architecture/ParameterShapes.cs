using static VitMlNet.Conversion.Architecture.TensorNames;

namespace VitMlNet.Conversion.Architecture;

/// <summary>The name and shape of every tensor that a checkpoint of a configuration holds, in the order of the network.</summary>
internal static class ParameterShapes
{
    public static IEnumerable<(string Name, int[] Shape)> Of(VitConfiguration configuration)
    {
        VitConfiguration c = configuration;
        return (c.ResNet is null ? [] : ResNet(c.ResNet))
            .Concat(Tokens(c))
            .Concat(Enumerable.Range(0, c.Depth).SelectMany(block => Block(c, block)))
            .Concat(LayerNorm(EncoderNorm, c.HiddenSize))
            .Concat(c.PoolMlpSize is { } poolMlp ? Pooling(c, poolMlp) : [])
            .Concat(c.PreLogitsSize is { } size ? Dense(PreLogits, c.HiddenSize, size) : [])
            .Concat(c.ClassCount is { } classes ? Dense(Head, c.HeadInputSize, classes) : []);
    }

    private static IEnumerable<(string, int[])> ResNet(ResNetConfiguration resNet)
    {
        yield return (RootKernel, [7, 7, 3, resNet.Width]);
        foreach (var norm in GroupNorm(RootNorm, resNet.Width))
            yield return norm;

        int channels = resNet.Width;
        for (int stage = 1; stage <= resNet.Stages.Count; stage++)
        {
            for (int unit = 1; unit <= resNet.Stages[stage - 1]; unit++)
            {
                foreach (var tensor in ResidualUnit(Unit(stage, unit), channels, resNet.UnitChannels(stage), projects: unit == 1))
                    yield return tensor;
                channels = resNet.UnitOutputChannels(stage);
            }
        }
    }

    private static IEnumerable<(string, int[])> ResidualUnit(string unit, int inputs, int channels, bool projects)
    {
        int outputs = 4 * channels;
        var projection = projects ? StdConv(unit + "/conv_proj", unit + "/gn_proj", 1, inputs, outputs) : [];
        return projection
            .Concat(StdConv(unit + "/conv1", unit + "/gn1", 1, inputs, channels))
            .Concat(StdConv(unit + "/conv2", unit + "/gn2", 3, channels, channels))
            .Concat(StdConv(unit + "/conv3", unit + "/gn3", 1, channels, outputs));
    }

    private static IEnumerable<(string, int[])> StdConv(string convolution, string norm, int size, int inputs, int outputs) =>
        [(Kernel(convolution), [size, size, inputs, outputs]), .. GroupNorm(norm, outputs)];

    private static IEnumerable<(string, int[])> Tokens(VitConfiguration c)
    {
        yield return (EmbeddingKernel, [c.PatchSize, c.PatchSize, c.EmbeddingChannels, c.HiddenSize]);
        yield return (Bias(Embedding), [c.HiddenSize]);
        if (c.HasClassToken)
            yield return (ClassToken, [1, 1, c.HiddenSize]);
        if (c.RegisterCount > 0)
            yield return (Registers, [1, c.RegisterCount, c.HiddenSize]);
        yield return (Positions, [1, c.PositionPrefixCount + c.GridSize * c.GridSize, c.HiddenSize]);
        foreach (var norm in c.HasPreNorm ? LayerNorm(PreNorm, c.HiddenSize) : [])
            yield return norm;
    }

    private static IEnumerable<(string, int[])> Block(VitConfiguration c, int block) =>
    [
        .. LayerNorm(AttentionNorm(block), c.HiddenSize),
        .. AttentionOf(c, Attention(block)),
        .. LayerNorm(MlpNorm(block), c.HiddenSize),
        .. MlpOf(c, Mlp(block), c.MlpSize),
    ];

    private static IEnumerable<(string, int[])> Pooling(VitConfiguration c, int mlpSize) =>
    [
        (Probe, [1, 1, c.HiddenSize]),
        .. AttentionOf(c, PoolAttention),
        .. LayerNorm(PoolNorm, c.HiddenSize),
        .. MlpOf(c, PoolMlp, mlpSize),
    ];

    private static IEnumerable<(string, int[])> AttentionOf(VitConfiguration c, string attention)
    {
        int[] projection = [c.HiddenSize, c.HeadCount, c.HeadSize];
        int[] projectionBias = [c.HeadCount, c.HeadSize];
        return
        [
            (Kernel(attention + "/query"), projection), (Bias(attention + "/query"), projectionBias),
            (Kernel(attention + "/key"), projection), (Bias(attention + "/key"), projectionBias),
            (Kernel(attention + "/value"), projection), (Bias(attention + "/value"), projectionBias),
            (Kernel(attention + "/out"), [c.HeadCount, c.HeadSize, c.HiddenSize]), (Bias(attention + "/out"), [c.HiddenSize]),
        ];
    }

    private static IEnumerable<(string, int[])> MlpOf(VitConfiguration c, string mlp, int size) =>
        Dense(mlp + "/Dense_0", c.HiddenSize, size).Concat(Dense(mlp + "/Dense_1", size, c.HiddenSize));

    private static IEnumerable<(string, int[])> GroupNorm(string norm, int channels) =>
        [(Scale(norm), [1, 1, 1, channels]), (Bias(norm), [1, 1, 1, channels])];

    private static IEnumerable<(string, int[])> LayerNorm(string norm, int size) =>
        [(Scale(norm), [size]), (Bias(norm), [size])];

    private static IEnumerable<(string, int[])> Dense(string layer, int inputs, int outputs) =>
        [(Kernel(layer), [inputs, outputs]), (Bias(layer), [outputs])];
}
