using System.Globalization;
using System.Text.RegularExpressions;

namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>
/// Gives the tensors of timm and transformers the names and layouts of Google's checkpoints. What the tensors of another family have
/// beside them gets names of the same kind: <c>registers</c>, <c>Transformer/pre_norm</c>, and those of big_vision's <c>MAPHead_0</c>.
/// Layer scales and the scale of the pixels go into the weights before them, so that nobody need know of them.
/// </summary>
internal sealed partial class LibraryTensors
{
    private readonly Dictionary<string, SafetensorsTensor> _stored;
    private readonly HashSet<string> _used = [];
    private readonly LibraryConfiguration _configuration;
    private readonly string _path;
    private readonly List<LibraryTensor> _tensors = [];
    private int _hidden;
    private int _heads;

    private LibraryTensors(string path, Dictionary<string, SafetensorsTensor> stored, LibraryConfiguration configuration)
    {
        _path = path;
        _stored = stored;
        _configuration = configuration;
    }

    /// <param name="path">The file or folder that messages name.</param>
    /// <param name="stored">The tensors of the file, by timm's names.</param>
    /// <param name="configuration">What the configuration says.</param>
    /// <exception cref="ConversionException">A tensor is missing, has the wrong shape, or is left over.</exception>
    public static IReadOnlyList<LibraryTensor> Of(string path, Dictionary<string, SafetensorsTensor> stored, LibraryConfiguration configuration)
    {
        var map = new LibraryTensors(path, stored, configuration);
        map.Tokens();
        map.ResNet();
        int depth = map.Blocks();
        map.Head();
        map.CheckAllUsed();
        map.CheckSizes(depth);
        return map._tensors;
    }

    private void Tokens()
    {
        SafetensorsTensor patches = Get("patch_embed.proj.weight", 4);
        _hidden = patches.Shape[0];
        _heads = HeadCount();
        PixelScale pixels = _configuration.Pixels;
        bool fold = !pixels.IsHalf;
        if (fold && patches.Shape[1] != 3)
        {
            throw new ConversionException(
                "The pixels of this hybrid have another mean or deviation than 0.5. Its first convolution is padded, so that only 0.5 can be converted.", _configuration.Path);
        }

        Convolution("embedding", "patch_embed.proj", fold ? (kernel => pixels.FoldIntoKernel(kernel, _hidden)) : null);
        SafetensorsTensor? bias = Bias("patch_embed.proj");
        Add("embedding/bias", [bias?.Shape[0] ?? _hidden], values =>
        {
            values.Clear();
            bias?.Read(0, values);
            if (!fold || values.Length != _hidden)
                return;
            var kernel = new float[patches.Count];
            Layout.Convolution(patches, kernel);
            pixels.FoldIntoBias(kernel, values);
        });
        if (Optional("cls_token") is { } token)
            Add("cls", [1, 1, token.Count], values => token.Read(0, values));
        if (Optional("reg_token", 3) is { } registers)
            Add("registers", [1, registers.Shape[1], registers.Shape[2]], values => registers.Read(0, values));
        SafetensorsTensor positions = Get("pos_embed");
        Add("Transformer/posembed_input/pos_embedding", positions.Shape is [var rows, var width] ? [1, rows, width] : positions.Shape, values => positions.Read(0, values));
        if (_stored.ContainsKey("norm_pre.weight"))
            Norm("Transformer/pre_norm", "norm_pre");
    }

    private void ResNet()
    {
        const string Backbone = "patch_embed.backbone.";
        // In R+Ti/16 the backbone is the stem.
        string stem = _stored.ContainsKey(Backbone + "stem.conv.weight") ? Backbone + "stem." : Backbone;
        if (!_stored.ContainsKey(stem + "conv.weight"))
            return;
        Convolution("conv_root", stem + "conv");
        Norm("gn_root", stem + "norm", group: true);
        IEnumerable<(int Stage, int Unit)> units = _stored.Keys.Select(name => UnitName().Match(name)).Where(match => match.Success)
            .Select(match => (Number(match.Groups[1]), Number(match.Groups[2]))).Distinct().Order();
        foreach ((int stage, int unit) in units)
        {
            string from = FormattableString.Invariant($"{Backbone}stages.{stage}.blocks.{unit}.");
            string to = FormattableString.Invariant($"block{stage + 1}/unit{unit + 1}/");
            for (int part = 1; part <= 3; part++)
            {
                Convolution($"{to}conv{part}", $"{from}conv{part}");
                Norm($"{to}gn{part}", $"{from}norm{part}", group: true);
            }

            if (_stored.ContainsKey(from + "downsample.conv.weight"))
            {
                Convolution(to + "conv_proj", from + "downsample.conv");
                Norm(to + "gn_proj", from + "downsample.norm", group: true);
            }
        }
    }

    private int Blocks()
    {
        int[] numbers = [.. _stored.Keys.Select(name => BlockName().Match(name)).Where(match => match.Success).Select(match => Number(match.Groups[1])).Distinct()];
        int depth = Math.Min(numbers.DefaultIfEmpty(-1).Max() + 1, numbers.Length + 1);
        for (int block = 0; block < depth; block++)
        {
            string from = FormattableString.Invariant($"blocks.{block}."), to = FormattableString.Invariant($"Transformer/encoderblock_{block}/");
            Norm(to + "LayerNorm_0", from + "norm1");
            Norm(to + "LayerNorm_2", from + "norm2");
            Attention(to + "MultiHeadDotProductAttention_1/", from + "attn.", Optional(from + "ls1.gamma", 1));
            Dense(to + "MlpBlock_3/Dense_0", from + "mlp.fc1");
            Dense(to + "MlpBlock_3/Dense_1", from + "mlp.fc2", Optional(from + "ls2.gamma", 1));
        }

        return depth;
    }

    private void Head()
    {
        Norm("Transformer/encoder_norm", "norm");
        if (_stored.ContainsKey("attn_pool.latent"))
        {
            const string Pool = "MAPHead_0/";
            SafetensorsTensor probe = Get("attn_pool.latent", 3);
            Add(Pool + "probe", probe.Shape, values => probe.Read(0, values));
            Attention(Pool + "MultiHeadDotProductAttention_0/", "attn_pool.", null);
            Norm(Pool + "LayerNorm_0", "attn_pool.norm");
            Dense(Pool + "MlpBlock_0/Dense_0", "attn_pool.mlp.fc1");
            Dense(Pool + "MlpBlock_0/Dense_1", "attn_pool.mlp.fc2");
        }

        if (_stored.ContainsKey("pre_logits.fc.weight"))
            Dense("pre_logits", "pre_logits.fc");
        if (_stored.ContainsKey("head.weight"))
            Dense("head", "head");
    }

    /// <summary>The projections of queries, keys and values lie apart, all in one matrix, or the last two in one.</summary>
    private void Attention(string to, string from, SafetensorsTensor? scale)
    {
        string[][] groups = _stored.ContainsKey(from + "qkv.weight") ? [["qkv", "query", "key", "value"]]
            : _stored.ContainsKey(from + "kv.weight") ? [["q", "query"], ["kv", "key", "value"]]
            : [["query", "query"], ["key", "key"], ["value", "value"]];
        int headSize = _hidden / _heads;
        foreach (string[] group in groups)
        {
            int parts = group.Length - 1;
            SafetensorsTensor kernel = Get($"{from}{group[0]}.weight", 2), bias = Get($"{from}{group[0]}.bias", 1);
            Require(kernel, [parts * _hidden, _hidden]);
            Require(bias, [parts * _hidden]);
            for (int part = 0; part < parts; part++)
            {
                int first = part * _hidden;
                Add($"{to}{group[part + 1]}/kernel", [_hidden, _heads, headSize], values => Layout.Transposed(kernel, first, _hidden, values));
                Add($"{to}{group[part + 1]}/bias", [_heads, headSize], values => bias.Read(first, values));
            }
        }

        SafetensorsTensor output = Get(from + "proj.weight", 2);
        Require(output, [_hidden, _hidden]);
        Add(to + "out/kernel", [_heads, headSize, _hidden], values =>
        {
            Layout.Transposed(output, 0, _hidden, values);
            ScaleBy(scale, values);
        });
        Vector(to + "out/bias", Get(from + "proj.bias", 1), scale);
    }

    private void Dense(string to, string from, SafetensorsTensor? scale = null)
    {
        SafetensorsTensor kernel = Get(from + ".weight", 2);
        Add(to + "/kernel", [kernel.Shape[1], kernel.Shape[0]], values =>
        {
            Layout.Transposed(kernel, 0, kernel.Shape[0], values);
            ScaleBy(scale, values);
        });
        SafetensorsTensor? bias = from == "head" ? Bias(from) : Get(from + ".bias", 1);
        if (bias is null)
            Add(to + "/bias", [kernel.Shape[0]], values => values.Clear());
        else
            Vector(to + "/bias", bias, scale);
    }

    private void Vector(string to, SafetensorsTensor stored, SafetensorsTensor? scale) =>
        Add(to, stored.Shape, values =>
        {
            stored.Read(0, values);
            ScaleBy(scale, values);
        });

    private void ScaleBy(SafetensorsTensor? scale, Span<float> values)
    {
        if (scale is null)
            return;
        Require(scale, [_hidden]);
        if (values.Length % _hidden == 0)
            Layout.Scale(values, scale);
    }

    private void Convolution(string to, string from, Action<Span<float>>? change = null)
    {
        SafetensorsTensor kernel = Get(from + ".weight", 4);
        Add(to + "/kernel", [kernel.Shape[2], kernel.Shape[3], kernel.Shape[1], kernel.Shape[0]], values =>
        {
            Layout.Convolution(kernel, values);
            change?.Invoke(values);
        });
    }

    private void Norm(string to, string from, bool group = false)
    {
        foreach ((string parameter, string name) in ((string, string)[])[("scale", "weight"), ("bias", "bias")])
        {
            SafetensorsTensor stored = Get($"{from}.{name}", 1);
            Add($"{to}/{parameter}", group ? [1, 1, 1, stored.Shape[0]] : stored.Shape, values => stored.Read(0, values));
        }
    }

    private int HeadCount()
    {
        int heads = _configuration.HeadCount ?? (_hidden % 64 == 0 ? _hidden / 64 : 0);
        if (heads == 0 && _configuration.HeadCount is null)
            throw new ConversionException($"The number of heads is not said ('model_args.num_heads'), and the {_hidden} channels are no multiple of the usual 64. Add it to the file.", _configuration.Path);
        return heads > 0 && _hidden % heads == 0
            ? heads
            : throw new ConversionException($"It says {heads} heads, which do not divide the {_hidden} channels of the tensors. Give the config.json of these weights.", _configuration.Path);
    }

    private void Add(string name, IReadOnlyList<int> shape, Action<Span<float>> fill) => _tensors.Add(new LibraryTensor(_path, name, shape, fill));

    /// <summary>A bias, which may be absent in the families that have none there.</summary>
    private SafetensorsTensor? Bias(string layer) =>
        _configuration.Family.LacksBiases ? Optional(layer + ".bias", 1) : Get(layer + ".bias", 1);

    private SafetensorsTensor? Optional(string name, int? rank = null) => _stored.ContainsKey(name) ? Get(name, rank) : null;

    private SafetensorsTensor Get(string name, int? rank = null)
    {
        if (!_stored.TryGetValue(name, out SafetensorsTensor? tensor))
        {
            throw new ConversionException(
                $"The tensor is missing among the {_stored.Count} of the file; the configuration says '{Printable.Of(_configuration.Architecture)}'. The file is incomplete, or of an architecture with other parts: give another.",
                _path, name);
        }

        if (tensor.Elements is null)
            throw tensor.Error($"its elements are {tensor.ElementType}; F32, F16, BF16 and F64 can be read. Save the model in one of these types");
        if (rank is { } axes && (tensor.Shape.Count != axes || tensor.Shape.Contains(0)))
            throw tensor.Error($"expected {axes} dimensions, none of them empty, found [{string.Join(", ", tensor.Shape)}]. The file is damaged, or of another architecture");
        _used.Add(name);
        return tensor;
    }

    private static void Require(SafetensorsTensor tensor, int[] shape)
    {
        if (!tensor.Shape.SequenceEqual(shape))
            throw tensor.Error($"expected the shape [{string.Join(", ", shape)}], found [{string.Join(", ", tensor.Shape)}]. The file is damaged, or of another architecture");
    }

    private void CheckAllUsed()
    {
        if (_stored.FirstOrDefault(stored => !_used.Contains(stored.Key)) is { Value: { } left })
        {
            throw left.Error(
                $"the tensor is left over ({_stored.Count - _used.Count} are); '{Printable.Of(_configuration.Architecture)}' has other parts than the architectures that can be converted, and a model without it would compute something else");
        }
    }

    /// <summary>What the configuration says must be what the tensors say; a file of another model may lie beside them.</summary>
    private void CheckSizes(int depth)
    {
        foreach ((string field, ConfigurationSize size, int said) in _configuration.Sizes)
        {
            int found = size switch
            {
                ConfigurationSize.Depth => depth,
                ConfigurationSize.Patch => _stored["patch_embed.proj.weight"].Shape[2],
                _ => _stored.TryGetValue("head.weight", out SafetensorsTensor? head) ? head.Shape[0] : 0,
            };
            // A configuration names its classes even where the head was taken away.
            bool agrees = said == found || (size == ConfigurationSize.Classes && found == 0 && field == "id2label");
            if (!agrees)
                throw new ConversionException($"'{field}' says {said}, but the tensors say {found}. Give the config.json of these weights.", _configuration.Path);
        }
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^patch_embed\.backbone\.stages\.(\d{1,3})\.blocks\.(\d{1,3})\.", RegexOptions.CultureInvariant)]
    private static partial Regex UnitName();

    [GeneratedRegex(@"^blocks\.(\d{1,6})\.", RegexOptions.CultureInvariant)]
    private static partial Regex BlockName();
}
