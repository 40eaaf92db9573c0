using System.Globalization;

namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>
/// A small network of a family in timm's names with pseudo-random weights, and its forward pass in float64, written after the libraries'
/// formulas and sharing nothing with the conversion.
/// </summary>
internal sealed class FamilyModel
{
    private const int Hidden = 16, Heads = 2, Depth = 2, Mlp = 24, Patch = 4;

    private readonly Dictionary<string, (int[] Shape, float[] Values)> _tensors = [];
    private readonly Random _random = new(42);

    /// <summary>The class token comes before the patches.</summary>
    public bool ClassToken { get; init; } = true;

    public bool ClassPosition { get; init; } = true;

    public int Registers { get; init; }

    public bool LayerScale { get; init; }

    public bool PreNorm { get; init; }

    public bool PatchBias { get; init; } = true;

    public bool Pool { get; init; }

    public int Classes { get; init; }

    public int StoredGrid { get; init; } = 4;

    /// <summary>erf, tanh or quick.</summary>
    public string Gelu { get; init; } = "erf";

    public double Epsilon { get; init; } = 1e-6;

    public double[] Mean { get; init; } = [0.485, 0.456, 0.406];

    public double[] Std { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>Makes the weights, and the file that holds them.</summary>
    public SafetensorsWriter Write()
    {
        Add("patch_embed.proj.weight", Hidden, 3, Patch, Patch);
        if (PatchBias)
            Add("patch_embed.proj.bias", Hidden);
        if (ClassToken)
            Add("cls_token", 1, 1, Hidden);
        if (Registers > 0)
            Add("reg_token", 1, Registers, Hidden);
        Add("pos_embed", 1, (ClassPosition ? 1 : 0) + StoredGrid * StoredGrid, Hidden);
        if (PreNorm)
            AddNorm("norm_pre");
        for (int i = 0; i < Depth; i++)
        {
            string block = $"blocks.{i}.";
            AddNorm(block + "norm1");
            AddDense(block + "attn.qkv", Hidden, 3 * Hidden);
            AddDense(block + "attn.proj", Hidden, Hidden);
            AddNorm(block + "norm2");
            AddDense(block + "mlp.fc1", Hidden, Mlp);
            AddDense(block + "mlp.fc2", Mlp, Hidden);
            if (LayerScale)
            {
                Add(block + "ls1.gamma", Hidden);
                Add(block + "ls2.gamma", Hidden);
            }
        }

        AddNorm("norm");
        if (Pool)
        {
            Add("attn_pool.latent", 1, 1, Hidden);
            AddDense("attn_pool.q", Hidden, Hidden);
            AddDense("attn_pool.kv", Hidden, 2 * Hidden);
            AddDense("attn_pool.proj", Hidden, Hidden);
            AddNorm("attn_pool.norm");
            AddDense("attn_pool.mlp.fc1", Hidden, Mlp);
            AddDense("attn_pool.mlp.fc2", Mlp, Hidden);
        }

        if (Classes > 0)
            AddDense("head", Hidden, Classes);
        var writer = new SafetensorsWriter();
        foreach ((string name, (int[] shape, float[] values)) in _tensors)
            writer.Add(name, shape, values);
        return writer;
    }

    public string Config(string architecture) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"architecture": "{{architecture}}", "num_classes": {{Classes}}, "global_pool": "{{(Pool ? "map" : "token")}}", "model_args": {"num_heads": {{Heads}}},
         "pretrained_cfg": {"tag": "made", "mean": [{{string.Join(", ", Mean)}}], "std": [{{string.Join(", ", Std)}}], "num_classes": {{Classes}} } }
        """);

    /// <summary>The features, and the logits if there is a head, of one image [size, size, 3] in [-1, 1].</summary>
    public (double[] Features, double[] Logits) Run(float[] image, int size)
    {
        int grid = size / Patch;
        List<double[]> tokens = [.. Prefix(), .. Patches(image, size, grid)];
        if (PreNorm)
            tokens = Normalize(tokens, "norm_pre");
        for (int i = 0; i < Depth; i++)
        {
            string block = $"blocks.{i}.";
            List<double[]> x = Normalize(tokens, block + "norm1");
            double[][] qkv = [.. x.Select(token => Dense(token, block + "attn.qkv"))];
            double[][] mixed = Attend([.. qkv.Select(t => t[..Hidden])], [.. qkv.Select(t => t[Hidden..(2 * Hidden)])], [.. qkv.Select(t => t[(2 * Hidden)..])]);
            tokens = [.. tokens.Zip(mixed, (token, m) => Sum(token, Scaled(Dense(m, block + "attn.proj"), block + "ls1.gamma")))];
            x = Normalize(tokens, block + "norm2");
            tokens = [.. tokens.Zip(x, (token, n) => Sum(token, Scaled(MlpOf(n, block + "mlp"), block + "ls2.gamma")))];
        }

        tokens = Normalize(tokens, "norm");
        double[] features = Pool ? Pooled(tokens) : tokens[0];
        return (features, Classes > 0 ? Dense(features, "head") : []);
    }

    private double[] Pooled(List<double[]> tokens)
    {
        double[] query = Dense(Values("attn_pool.latent"), "attn_pool.q");
        double[][] keyValue = [.. tokens.Select(token => Dense(token, "attn_pool.kv"))];
        double[] mixed = Attend([query], [.. keyValue.Select(t => t[..Hidden])], [.. keyValue.Select(t => t[Hidden..])])[0];
        double[] pooled = Dense(mixed, "attn_pool.proj");
        return Sum(pooled, MlpOf(Normalize([pooled], "attn_pool.norm")[0], "attn_pool.mlp"));
    }

    private IEnumerable<double[]> Prefix()
    {
        if (ClassToken)
            yield return ClassPosition ? Sum(Values("cls_token"), Values("pos_embed")[..Hidden]) : Values("cls_token");
        for (int i = 0; i < Registers; i++)
            yield return Values("reg_token")[(i * Hidden)..((i + 1) * Hidden)];
    }

    private IEnumerable<double[]> Patches(float[] image, int size, int grid)
    {
        double[] kernel = Values("patch_embed.proj.weight"), positions = Values("pos_embed")[(ClassPosition ? Hidden : 0)..];
        double[] bias = PatchBias ? Values("patch_embed.proj.bias") : new double[Hidden];
        for (int row = 0; row < grid; row++)
        {
            for (int column = 0; column < grid; column++)
            {
                var token = new double[Hidden];
                for (int o = 0; o < Hidden; o++)
                {
                    double sum = bias[o];
                    for (int c = 0; c < 3; c++)
                    {
                        for (int y = 0; y < Patch; y++)
                        {
                            for (int x = 0; x < Patch; x++)
                            {
                                double pixel = (image[(((row * Patch) + y) * size + column * Patch + x) * 3 + c] + 1.0) / 2;
                                sum += kernel[((o * 3 + c) * Patch + y) * Patch + x] * ((pixel - Mean[c]) / Std[c]);
                            }
                        }
                    }

                    token[o] = sum + Position(positions, row, column, grid, o);
                }

                yield return token;
            }
        }
    }

    /// <summary>Antialiased bicubic, as timm resizes positions.</summary>
    private double Position(double[] positions, int row, int column, int grid, int channel)
    {
        if (grid == StoredGrid)
            return positions[(row * grid + column) * Hidden + channel];
        double[] down = Weights(row, grid), across = Weights(column, grid);
        double sum = 0;
        for (int y = 0; y < StoredGrid; y++)
        {
            for (int x = 0; x < StoredGrid; x++)
                sum += down[y] * across[x] * positions[(y * StoredGrid + x) * Hidden + channel];
        }

        return sum;
    }

    private double[] Weights(int index, int grid)
    {
        double scale = StoredGrid / (double)grid, width = Math.Max(1, scale);
        double[] weights = [.. Enumerable.Range(0, StoredGrid).Select(i => Keys((i + 0.5 - (index + 0.5) * scale) / width))];
        return Array.ConvertAll(weights, weight => weight / weights.Sum());
    }

    /// <summary>The cubic kernel of Keys with a = -0.5.</summary>
    private static double Keys(double distance)
    {
        double x = Math.Abs(distance);
        return x <= 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
    }

    private static double[][] Attend(double[][] queries, double[][] keys, double[][] values)
    {
        const int Size = Hidden / Heads;
        return Array.ConvertAll(queries, query =>
        {
            var mixed = new double[Hidden];
            for (int head = 0; head < Heads; head++)
            {
                int from = head * Size;
                double[] scores = Array.ConvertAll(keys, key => Math.Exp(Enumerable.Range(from, Size).Sum(i => query[i] * key[i]) / Math.Sqrt(Size)));
                for (int i = from; i < from + Size; i++)
                    mixed[i] = scores.Zip(values, (score, value) => score * value[i]).Sum() / scores.Sum();
            }

            return mixed;
        });
    }

    private double[] MlpOf(double[] x, string layer) => Dense(Array.ConvertAll(Dense(x, layer + ".fc1"), Activate), layer + ".fc2");

    private double Activate(double x) => Gelu switch
    {
        "tanh" => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        "quick" => x / (1 + Math.Exp(-1.702 * x)),
        _ => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
    };

    /// <summary>By its power series, which is exact enough for the small numbers of these networks.</summary>
    private static double Erf(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private double[] Dense(double[] x, string layer)
    {
        double[] weight = Values(layer + ".weight"), bias = Values(layer + ".bias");
        return [.. bias.Select((b, o) => b + Enumerable.Range(0, x.Length).Sum(i => weight[o * x.Length + i] * x[i]))];
    }

    private List<double[]> Normalize(List<double[]> tokens, string layer)
    {
        double[] scale = Values(layer + ".weight"), bias = Values(layer + ".bias");
        return tokens.ConvertAll(token =>
        {
            double mean = token.Average(), deviation = Math.Sqrt(token.Average(v => (v - mean) * (v - mean)) + Epsilon);
            return token.Select((v, i) => (v - mean) / deviation * scale[i] + bias[i]).ToArray();
        });
    }

    private double[] Scaled(double[] x, string gamma) => _tensors.ContainsKey(gamma) ? [.. x.Zip(Values(gamma), (v, g) => v * g)] : x;

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private double[] Values(string name) => Array.ConvertAll(_tensors[name].Values, value => (double)value);

    private void AddNorm(string name)
    {
        Add(name + ".weight", Hidden);
        Add(name + ".bias", Hidden);
    }

    private void AddDense(string name, int inputs, int outputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    private void Add(string name, params int[] shape) =>
        _tensors.Add(name, (shape, [.. Enumerable.Range(0, shape.Aggregate(1, (n, d) => n * d)).Select(_ => (float)((_random.NextDouble() - 0.5) * 0.8))]));
}
