using VitMlNet.Conversion.Architecture;
using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The whole network, from the image to the logits (<c>VisionTransformer</c> of vit_jax/models_vit.py).</summary>
internal sealed class VitGraph
{
    private readonly string _path;
    private readonly VitConfiguration _configuration;
    private readonly GraphBuilder _graph = new();
    private readonly Parameters _parameters;
    private readonly VitPrecision _precision;
    private readonly Normalization _norm;
    private readonly List<ValueInfoProto> _outputs = [];

    private VitGraph(Checkpoint checkpoint, VitConfiguration configuration, VitPrecision precision)
    {
        _path = checkpoint.Path;
        _configuration = configuration;
        _parameters = new Parameters(checkpoint, configuration);
        _precision = precision;
        _norm = new Normalization(_graph, _parameters, configuration.Numerics);
    }

    /// <summary>The nodes, in the order of the data, with the input and the outputs; the weights are apart.</summary>
    public static (GraphProto Graph, IReadOnlyCollection<Weight> Weights) Build(
        Checkpoint checkpoint, VitConfiguration configuration, VitGraphOptions options)
    {
        var vit = new VitGraph(checkpoint, configuration, options.Precision);
        vit.Build(options.Resolution, options.IncludeTokens, options.IncludeAttention);

        var graph = new GraphProto
        {
            Name = "vit",
            Input = { Value(ModelTensors.Image, "batch", options.Resolution, options.Resolution, 3) },
        };
        graph.Node.AddRange(vit._graph.Nodes);
        graph.Output.AddRange(vit._outputs);
        return (graph, vit._graph.Weights);
    }

    private void Build(int resolution, bool includeTokens, bool includeAttention)
    {
        int grid = _configuration.GridAt(resolution);
        CheckIsPossible(includeAttention);
        string tokens = Tokens(resolution, grid);
        var attention = new List<string>();
        IEncoderBlock block = _precision == VitPrecision.Int8
            ? new Int8EncoderBlock(_graph, _parameters, new QuantizedProduct(_graph), _configuration, includeAttention)
            : new EncoderBlock(_graph, _parameters, _norm, _configuration);
        bool classTokenSuffices = !includeTokens && _configuration.PoolMlpSize is null && !_configuration.HeadSeesPatchMean;
        for (int i = 0; i < _configuration.Depth; i++)
        {
            bool last = i == _configuration.Depth - 1;
            tokens = block.Build(i, tokens, classTokenOnly: last && classTokenSuffices);
            attention.Add(block.AttentionWeights);
        }

        string encoded = _norm.Layer(TensorNames.EncoderNorm, tokens);
        string pooled = _configuration.PoolMlpSize is not null ? new AttentionPool(_graph, _parameters, _norm, _configuration).Build(encoded)
            : classTokenSuffices ? encoded
            : _graph.ClassToken("class_token", encoded);
        Features(pooled, encoded, grid);
        if (includeTokens)
        {
            _graph.Node("Identity", ModelTensors.Tokens, [_configuration.TokensBeforeNorm ? tokens : encoded]);
            _outputs.Add(Value(ModelTensors.Tokens, "batch", _configuration.PrefixCount + grid * grid, _configuration.HiddenSize));
        }

        if (includeAttention)
        {
            new AttentionRollout(_graph).Build(attention, _configuration.PrefixCount, grid, ModelTensors.Attention);
            _outputs.Add(Value(ModelTensors.Attention, "batch", grid, grid));
        }
    }

    /// <summary>The image as a sequence of patch tokens behind the class token, with their positions added: [n, tokens, hidden].</summary>
    private string Tokens(int resolution, int grid)
    {
        string x = _graph.Node("Transpose", "image/channels_first", [ModelTensors.Image], Attribute("perm", 0, 3, 1, 2));
        x = _configuration.ResNet switch
        {
            { Stages.Count: > 0 } resNet when _precision == VitPrecision.Int8 => new Int8Embedding(_graph, _parameters, _norm)
                .Build(_configuration, resNet, x, resolution),
            { } resNet => Patches(new ResNetGraph(_graph, _parameters, _norm).Build(resNet, x, resolution), grid),
            null => Patches(x, grid),
        };

        // The class token comes in as a row of zeros, since it is added together with its position; and so do registers.
        int prefix = _configuration.PrefixCount;
        if (prefix > 0)
            x = _graph.Node("Pad", "embedding/with_class_token", [x, _graph.Integers(0, prefix, 0, 0, 0, 0)]);
        string positions = _graph.Weight(_parameters.Positions("Transformer/posembed_input/pos_embedding_and_cls", grid));
        x = _graph.Node("Add", "Transformer/posembed_input", [x, positions]);
        return _configuration.HasPreNorm ? _norm.Layer(TensorNames.PreNorm, x) : x;
    }

    /// <summary>The embedding [n, patches, hidden] of a picture in the order NCHW.</summary>
    private string Patches(string x, int grid)
    {
        int patch = _configuration.PatchSize;
        x = _graph.Node(
            "Conv",
            TensorNames.Embedding,
            [
                x,
                _graph.Weight(_parameters.Kernel(TensorNames.EmbeddingKernel, standardized: false)),
                _graph.Weight(_parameters.Plain(TensorNames.Bias(TensorNames.Embedding))),
            ],
            Attribute("kernel_shape", patch, patch),
            Attribute("strides", patch, patch));
        x = _graph.Node("Reshape", "embedding/flat", [x, _graph.Integers(0, _configuration.HiddenSize, grid * grid)]);
        return _graph.Node("Transpose", "embedding/patches", [x], Attribute("perm", 0, 2, 1));
    }

    /// <summary>The features, and the logits where the checkpoint has a head.</summary>
    /// <param name="pooled">The class token or the result of the attention pooling, [n, 1, hidden].</param>
    /// <param name="encoded">All tokens, for a head that sees the patches too.</param>
    /// <param name="grid">Rows and columns of patches.</param>
    private void Features(string pooled, string encoded, int grid)
    {
        bool preLogits = _configuration.PreLogitsSize is not null;
        string flat = preLogits ? "class_token/flat" : ModelTensors.Features;
        _graph.Node("Reshape", flat, [pooled, _graph.Integers(0, _configuration.HiddenSize)]);
        if (preLogits)
            _graph.Node("Tanh", ModelTensors.Features, [Dense(TensorNames.PreLogits, flat, TensorNames.PreLogits)]);
        _outputs.Add(Value(ModelTensors.Features, "batch", _configuration.FeatureSize));

        if (_configuration.ClassCount is { } classes)
        {
            Dense(TensorNames.Head, _configuration.HeadSeesPatchMean ? WithPatchMean(encoded, grid) : ModelTensors.Features, ModelTensors.Logits);
            _outputs.Add(Value(ModelTensors.Logits, "batch", classes));
        }
    }

    /// <summary>The features and the mean of the patches side by side, [n, 2 hidden]; registers are left out.</summary>
    private string WithPatchMean(string encoded, int grid)
    {
        int first = _configuration.PrefixCount;
        string patches = _graph.Node(
            "Slice", "patches", [encoded, _graph.Integers(first), _graph.Integers(first + grid * grid), _graph.Integers(1)]);
        string mean = _graph.Node("ReduceMean", "patches/mean", [patches, _graph.Integers(1)], Attribute("keepdims", 0));
        return _graph.Node("Concat", "head/input", [ModelTensors.Features, mean], Attribute("axis", -1));
    }

    /// <summary>Refuses what the network has no part for.</summary>
    private void CheckIsPossible(bool includeAttention)
    {
        if (includeAttention && !_configuration.HasClassToken)
            throw new ConversionException("there is no class token, from which the map of attention is taken. Convert it without the output 'attention'.", _path);
        NetworkNumerics numerics = _configuration.Numerics;
        bool hasKernels = numerics is { Gelu: GeluForm.Tanh, LayerNormEpsilon: 1e-6 } && (_configuration.ResNet is null || numerics.GroupNormEpsilon == 1e-6);
        if (_precision == VitPrecision.Int8 && !hasKernels)
        {
            throw new ConversionException(
                $"int8 models are made with the constants of the original JAX code, and these weights have those of {numerics.Name}. Convert it to fp32"
                + (_configuration.Family is null ? ", or with the numerics 'jax', which change the scores a little." : "."),
                _path);
        }
    }

    private string Dense(string layer, string input, string output) =>
        _graph.Node(
            "Gemm",
            output,
            [input, _graph.Weight(_parameters.Plain(TensorNames.Kernel(layer))), _graph.Weight(_parameters.Plain(TensorNames.Bias(layer)))]);

    private static ValueInfoProto Value(string name, string batch, params ReadOnlySpan<int> sizes)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = batch } } };
        foreach (int size in sizes)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
            },
        };
    }
}
