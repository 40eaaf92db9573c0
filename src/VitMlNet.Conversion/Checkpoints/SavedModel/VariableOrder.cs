using System.Globalization;

namespace VitMlNet.Conversion.Checkpoints.SavedModel;

/// <summary>
/// Gives the numbered variables of a module their checkpoint names. The module lists its parameters as <c>tf.nest.flatten</c> does:
/// the keys of each level in the order of their characters, so that <c>encoderblock_10</c> comes before <c>encoderblock_2</c>
/// and <c>bias</c> before <c>kernel</c>.
/// </summary>
/// <remarks>
/// No name is stored, and shapes alone cannot prove an order: all blocks have the same ones. Here the shapes tell how many blocks and
/// units there are; whoever reads the configuration checks every shape against its name afterwards.
/// </remarks>
internal sealed class VariableOrder
{
    private const int VariablesOfBlock = 16, FirstOfBlocks = 2;

    private readonly IReadOnlyList<IReadOnlyList<long>> _shapes;
    private readonly List<string> _names = [];

    private VariableOrder(IReadOnlyList<IReadOnlyList<long>> shapes) => _shapes = shapes;

    /// <param name="shapes">The shapes of the variables, in the order of their numbers.</param>
    /// <returns>The names in the same order.</returns>
    /// <exception cref="InvalidDataException">The shapes are not those of a Vision Transformer; the message says where they differ.</exception>
    public static IReadOnlyList<string> NamesOf(IReadOnlyList<IReadOnlyList<long>> shapes)
    {
        var order = new VariableOrder(shapes);
        order.Transformer();
        order.ResNetUnits();
        order.Embedding();
        return order._names;
    }

    private int RankOfNext => _names.Count < _shapes.Count ? _shapes[_names.Count].Count : 0;

    private void Transformer()
    {
        const string Transformer = "Transformer/";
        Norm(Transformer + "encoder_norm", 1);
        int depth = 0;
        while (FirstOfBlocks + depth * VariablesOfBlock < _shapes.Count && _shapes[FirstOfBlocks + depth * VariablesOfBlock].Count == 1)
            depth++;
        IEnumerable<string> blocks = Enumerable.Range(0, depth)
            .Select(index => "encoderblock_" + index.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal);
        foreach (string block in blocks)
            Block(Transformer + block);
        Take(Transformer + "posembed_input/pos_embedding", 3);
    }

    private void Block(string block)
    {
        Norm(block + "/LayerNorm_0", 1);
        Norm(block + "/LayerNorm_2", 1);
        Dense(block + "/MlpBlock_3/Dense_0");
        Dense(block + "/MlpBlock_3/Dense_1");
        foreach (string projection in (string[])["key", "out", "query", "value"])
        {
            Take($"{block}/MultiHeadDotProductAttention_1/{projection}/bias", projection == "out" ? 1 : 2);
            Take($"{block}/MultiHeadDotProductAttention_1/{projection}/kernel", 3);
        }
    }

    /// <summary>The residual units, as long as kernels follow; the first unit of a stage has a fourth one, its projection, before the norms.</summary>
    private void ResNetUnits()
    {
        int stage = 0, unit = 0;
        while (RankOfNext == 4)
        {
            int fourth = _names.Count + 3;
            bool projects = fourth < _shapes.Count && _shapes[fourth] is [1, 1, not 1, _];
            (stage, unit) = projects ? (stage + 1, 1) : (stage, unit + 1);
            if (unit > 9)
                throw new InvalidDataException($"stage {stage} of the ResNet has more than nine units, whose order is not known");
            string name = FormattableString.Invariant($"block{stage}/unit{unit}");
            string[] norms = projects ? ["gn1", "gn2", "gn3", "gn_proj"] : ["gn1", "gn2", "gn3"];
            foreach (string kernel in (string[])["conv1", "conv2", "conv3"])
                Take($"{name}/{kernel}/kernel", 4);
            if (projects)
                Take($"{name}/conv_proj/kernel", 4);
            foreach (string norm in norms)
                GroupNorm($"{name}/{norm}");
        }
    }

    private void Embedding()
    {
        Take("cls", 3);
        bool hybrid = RankOfNext == 4;
        if (hybrid)
            Take("conv_root/kernel", 4);
        Take("embedding/bias", 1);
        Take("embedding/kernel", 4);
        if (hybrid)
            GroupNorm("gn_root");
        if (_names.Count < _shapes.Count)
            Dense("head");
        if (_names.Count < _shapes.Count)
            Dense("pre_logits");
        if (_names.Count < _shapes.Count)
            throw new InvalidDataException($"variable {_names.Count} and those behind it are left over");
    }

    private void Dense(string layer)
    {
        Take(layer + "/bias", 1);
        Take(layer + "/kernel", 2);
    }

    /// <summary>GroupNorm's parameters are [1, 1, 1, C] in the published modules, and [C] in those of later libraries.</summary>
    private void GroupNorm(string layer) => Norm(layer, RankOfNext == 4 ? 4 : 1);

    private void Norm(string layer, int rank)
    {
        Take(layer + "/bias", rank);
        Take(layer + "/scale", rank);
    }

    private void Take(string name, int rank)
    {
        int index = _names.Count;
        if (index >= _shapes.Count)
            throw new InvalidDataException($"variable {index} should be '{name}', but there are {_shapes.Count} variables");
        if (_shapes[index].Count != rank)
            throw new InvalidDataException($"variable {index} should be '{name}' with {rank} dimensions, found [{string.Join(", ", _shapes[index])}]");
        _names.Add(name);
    }
}
