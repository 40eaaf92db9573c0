namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>Takes tensors out of a library's file layer by layer, and gives them the names and layouts of Google's checkpoints.</summary>
/// <param name="path">The file or folder that messages name.</param>
/// <param name="stored">The tensors of the file, by timm's names.</param>
/// <param name="configuration">What the configuration says.</param>
internal sealed class LibraryLayers(string path, IReadOnlyDictionary<string, SafetensorsTensor> stored, LibraryConfiguration configuration)
{
    private readonly HashSet<string> _used = [];
    private readonly List<LibraryTensor> _tensors = [];
    private int _hidden;
    private int _heads;

    /// <summary>The tensors that were added.</summary>
    public IReadOnlyList<LibraryTensor> Tensors => _tensors;

    /// <summary>Sets the width of the tokens and the number of heads that share it.</summary>
    public void SetWidth(int hidden, int heads) => (_hidden, _heads) = (hidden, heads);

    /// <summary>The projections of queries, keys and values lie apart, all in one matrix, or the last two in one.</summary>
    public void Attention(string to, string from, SafetensorsTensor? scale)
    {
        string[][] groups = stored.ContainsKey(from + "qkv.weight") ? [["qkv", "query", "key", "value"]]
            : stored.ContainsKey(from + "kv.weight") ? [["q", "query"], ["kv", "key", "value"]]
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

    public void Dense(string to, string from, SafetensorsTensor? scale = null)
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

    public void Convolution(string to, string from, Action<Span<float>>? change = null)
    {
        SafetensorsTensor kernel = Get(from + ".weight", 4);
        Add(to + "/kernel", [kernel.Shape[2], kernel.Shape[3], kernel.Shape[1], kernel.Shape[0]], values =>
        {
            Layout.Convolution(kernel, values);
            change?.Invoke(values);
        });
    }

    public void Norm(string to, string from, bool group = false)
    {
        foreach ((string parameter, string name) in ((string, string)[])[("scale", "weight"), ("bias", "bias")])
        {
            SafetensorsTensor stored = Get($"{from}.{name}", 1);
            Add($"{to}/{parameter}", group ? [1, 1, 1, stored.Shape[0]] : stored.Shape, values => stored.Read(0, values));
        }
    }

    public void Add(string name, IReadOnlyList<int> shape, Action<Span<float>> fill) => _tensors.Add(new LibraryTensor(path, name, shape, fill));

    /// <summary>A bias, which may be absent in the families that have none there.</summary>
    public SafetensorsTensor? Bias(string layer) =>
        configuration.Family.LacksBiases ? Optional(layer + ".bias", 1) : Get(layer + ".bias", 1);

    public SafetensorsTensor? Optional(string name, int? rank = null) => stored.ContainsKey(name) ? Get(name, rank) : null;

    public SafetensorsTensor Get(string name, int? rank = null)
    {
        if (!stored.TryGetValue(name, out SafetensorsTensor? tensor))
        {
            throw new ConversionException(
                $"The tensor is missing among the {stored.Count} of the file; the configuration says '{Printable.Of(configuration.Architecture)}'. The file is incomplete, or of an architecture with other parts: give another.",
                path, name);
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

    public void CheckAllUsed()
    {
        if (stored.FirstOrDefault(stored => !_used.Contains(stored.Key)) is { Value: { } left })
        {
            throw left.Error(
                $"the tensor is left over ({stored.Count - _used.Count} are); '{Printable.Of(configuration.Architecture)}' has other parts than the architectures that can be converted, and a model without it would compute something else");
        }
    }
}
