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
    private readonly LibraryConfiguration _configuration;
    private readonly IReadOnlyDictionary<string, SafetensorsTensor> _stored;
    private readonly LibraryLayers _layers;

    private LibraryTensors(LibraryConfiguration configuration, IReadOnlyDictionary<string, SafetensorsTensor> stored, LibraryLayers layers)
    {
        _configuration = configuration;
        _stored = stored;
        _layers = layers;
    }

    /// <param name="path">The file or folder that messages name.</param>
    /// <param name="stored">The tensors of the file, by timm's names.</param>
    /// <param name="configuration">What the configuration says.</param>
    /// <exception cref="ConversionException">A tensor is missing, has the wrong shape, or is left over.</exception>
    public static IReadOnlyList<LibraryTensor> Of(string path, Dictionary<string, SafetensorsTensor> stored, LibraryConfiguration configuration)
    {
        var layers = new LibraryLayers(path, stored, configuration);
        var map = new LibraryTensors(configuration, stored, layers);
        map.Tokens();
        map.ResNet();
        int depth = map.Blocks();
        map.Head();
        layers.CheckAllUsed();
        map.CheckSizes(depth);
        return layers.Tensors;
    }

    private void Tokens()
    {
        SafetensorsTensor patches = _layers.Get("patch_embed.proj.weight", 4);
        int hidden = patches.Shape[0];
        _layers.SetWidth(hidden, HeadCount(hidden));
        PixelScale pixels = _configuration.Pixels;
        bool fold = !pixels.IsHalf;
        if (fold && patches.Shape[1] != 3)
        {
            throw new ConversionException(
                "The pixels of this hybrid have another mean or deviation than 0.5. Its first convolution is padded, so that only 0.5 can be converted.", _configuration.Path);
        }

        _layers.Convolution("embedding", "patch_embed.proj", fold ? (kernel => pixels.FoldIntoKernel(kernel, hidden)) : null);
        SafetensorsTensor? bias = _layers.Bias("patch_embed.proj");
        _layers.Add("embedding/bias", [bias?.Shape[0] ?? hidden], values =>
        {
            values.Clear();
            bias?.Read(0, values);
            if (!fold || values.Length != hidden)
                return;
            var kernel = new float[patches.Count];
            Layout.Convolution(patches, kernel);
            pixels.FoldIntoBias(kernel, values);
        });
        if (_layers.Optional("cls_token") is { } token)
            _layers.Add("cls", [1, 1, token.Count], values => token.Read(0, values));
        if (_layers.Optional("reg_token", 3) is { } registers)
            _layers.Add("registers", [1, registers.Shape[1], registers.Shape[2]], values => registers.Read(0, values));
        SafetensorsTensor positions = _layers.Get("pos_embed");
        _layers.Add("Transformer/posembed_input/pos_embedding", positions.Shape is [var rows, var width] ? [1, rows, width] : positions.Shape, values => positions.Read(0, values));
        if (_stored.ContainsKey("norm_pre.weight"))
            _layers.Norm("Transformer/pre_norm", "norm_pre");
    }

    private void ResNet()
    {
        const string Backbone = "patch_embed.backbone.";
        // In R+Ti/16 the backbone is the stem.
        string stem = _stored.ContainsKey(Backbone + "stem.conv.weight") ? Backbone + "stem." : Backbone;
        if (!_stored.ContainsKey(stem + "conv.weight"))
            return;
        _layers.Convolution("conv_root", stem + "conv");
        _layers.Norm("gn_root", stem + "norm", group: true);
        IEnumerable<(int Stage, int Unit)> units = _stored.Keys.Select(name => UnitName().Match(name)).Where(match => match.Success)
            .Select(match => (Number(match.Groups[1]), Number(match.Groups[2]))).Distinct().Order();
        foreach ((int stage, int unit) in units)
        {
            string from = FormattableString.Invariant($"{Backbone}stages.{stage}.blocks.{unit}.");
            string to = FormattableString.Invariant($"block{stage + 1}/unit{unit + 1}/");
            for (int part = 1; part <= 3; part++)
            {
                _layers.Convolution($"{to}conv{part}", $"{from}conv{part}");
                _layers.Norm($"{to}gn{part}", $"{from}norm{part}", group: true);
            }

            if (_stored.ContainsKey(from + "downsample.conv.weight"))
            {
                _layers.Convolution(to + "conv_proj", from + "downsample.conv");
                _layers.Norm(to + "gn_proj", from + "downsample.norm", group: true);
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
            _layers.Norm(to + "LayerNorm_0", from + "norm1");
            _layers.Norm(to + "LayerNorm_2", from + "norm2");
            _layers.Attention(to + "MultiHeadDotProductAttention_1/", from + "attn.", _layers.Optional(from + "ls1.gamma", 1));
            _layers.Dense(to + "MlpBlock_3/Dense_0", from + "mlp.fc1");
            _layers.Dense(to + "MlpBlock_3/Dense_1", from + "mlp.fc2", _layers.Optional(from + "ls2.gamma", 1));
        }

        return depth;
    }

    private void Head()
    {
        _layers.Norm("Transformer/encoder_norm", "norm");
        if (_stored.ContainsKey("attn_pool.latent"))
        {
            const string Pool = "MAPHead_0/";
            SafetensorsTensor probe = _layers.Get("attn_pool.latent", 3);
            _layers.Add(Pool + "probe", probe.Shape, values => probe.Read(0, values));
            _layers.Attention(Pool + "MultiHeadDotProductAttention_0/", "attn_pool.", null);
            _layers.Norm(Pool + "LayerNorm_0", "attn_pool.norm");
            _layers.Dense(Pool + "MlpBlock_0/Dense_0", "attn_pool.mlp.fc1");
            _layers.Dense(Pool + "MlpBlock_0/Dense_1", "attn_pool.mlp.fc2");
        }

        if (_stored.ContainsKey("pre_logits.fc.weight"))
            _layers.Dense("pre_logits", "pre_logits.fc");
        if (_stored.ContainsKey("head.weight"))
            _layers.Dense("head", "head");
    }

    private int HeadCount(int hidden)
    {
        int heads = _configuration.HeadCount ?? (hidden % 64 == 0 ? hidden / 64 : 0);
        if (heads == 0 && _configuration.HeadCount is null)
            throw new ConversionException($"The number of heads is not said ('model_args.num_heads'), and the {hidden} channels are no multiple of the usual 64. Add it to the file.", _configuration.Path);
        return heads > 0 && hidden % heads == 0
            ? heads
            : throw new ConversionException($"It says {heads} heads, which do not divide the {hidden} channels of the tensors. Give the config.json of these weights.", _configuration.Path);
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
