namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>The operators as their definitions read, in double precision.</summary>
internal static class ReferenceKernels
{
    private const double Epsilon = 1e-6;

    /// <summary>GroupNorm of [images, pixels, channels] whose values are sums x scale of the image x scale of the channel.</summary>
    public static double[] GroupNorm(SumsCase sums)
    {
        var y = new double[sums.Values.Length];
        int size = sums.Channels / sums.Groups;
        for (int image = 0; image < sums.Images; image++)
        {
            for (int group = 0; group < sums.Groups; group++)
            {
                List<int> members = [];
                for (int pixel = 0; pixel < sums.Pixels; pixel++)
                {
                    for (int c = group * size; c < (group + 1) * size; c++)
                        members.Add((image * sums.Pixels + pixel) * sums.Channels + c);
                }

                double mean = members.Average(i => Value(sums, i));
                double variance = members.Average(i => Math.Pow(Value(sums, i) - mean, 2));
                foreach (int i in members)
                    y[i] = (Value(sums, i) - mean) / Math.Sqrt(variance + Epsilon) * sums.Gamma[i % sums.Channels] + sums.Beta[i % sums.Channels];
            }
        }

        return y;
    }

    public static double[] Relu(double[] x) => Array.ConvertAll(x, value => Math.Max(0, value));

    /// <summary>The nine pixels of each output of a 3x3 convolution, channels last; 0 outside the image.</summary>
    public static double[] Patches(double[] x, int images, int height, int width, int channels, int stride, int before, int rows, int columns)
    {
        var patches = new List<double>();
        for (int image = 0; image < images; image++)
        {
            foreach ((int row, int column) in Pairs(rows, columns))
            {
                foreach ((int ky, int kx) in Pairs(3, 3))
                {
                    int y = row * stride + ky - before;
                    int z = column * stride + kx - before;
                    bool inside = y >= 0 && y < height && z >= 0 && z < width;
                    for (int c = 0; c < channels; c++)
                        patches.Add(inside ? x[((image * height + y) * width + z) * channels + c] : 0);
                }
            }
        }

        return [.. patches];
    }

    public static double[] LayerNorm(double[] x, int length, float[] gamma, float[] beta) => Rows(x, length, row =>
    {
        double mean = row.Average();
        double variance = row.Average(value => Math.Pow(value - mean, 2));
        return [.. row.Select((value, i) => (value - mean) / Math.Sqrt(variance + Epsilon) * gamma[i] + beta[i])];
    });

    public static double[] Dequantize(int[] sums, float[] scales, float[] columnScales, float[] bias)
    {
        int length = columnScales.Length;
        return [.. sums.Select((sum, i) => (double)sum * scales[i / length] * columnScales[i % length] + bias[i % length])];
    }

    public static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>Attention of queries, keys and values side by side [images, tokens, 3 x hidden].</summary>
    public static double[] Attention(double[] qkv, int images, int tokens, int hidden, int heads, int queries)
    {
        int size = hidden / heads;
        var mixed = new double[images * queries * hidden];
        for (int image = 0; image < images; image++)
        {
            foreach ((int head, int query) in Pairs(heads, queries))
            {
                double[] weights = [.. Enumerable.Range(0, tokens).Select(key =>
                    Enumerable.Range(0, size).Sum(i => At(image, query, 0, head, i) * At(image, key, 1, head, i)))];
                double largest = weights.Max();
                weights = Array.ConvertAll(weights, weight => Math.Exp(weight - largest));
                double sum = weights.Sum();
                for (int i = 0; i < size; i++)
                    mixed[(image * queries + query) * hidden + head * size + i] = weights.Select((weight, key) => weight / sum * At(image, key, 2, head, i)).Sum();
            }
        }

        return mixed;

        double At(int image, int token, int part, int head, int i) => qkv[((image * tokens + token) * 3 + part) * hidden + head * size + i];
    }

    /// <summary>The largest power of two that divides the length, up to 64.</summary>
    public static int RotationSize(int length) => Enumerable.Range(0, 7).Select(i => 1 << i).Last(size => length % size == 0);

    /// <summary>Sylvester's Hadamard matrix, orthonormal.</summary>
    public static double[,] Hadamard(int size)
    {
        var matrix = new double[size, size];
        foreach ((int i, int k) in Pairs(size, size))
            matrix[i, k] = (int.PopCount(i & k) % 2 == 0 ? 1 : -1) / Math.Sqrt(size);
        return matrix;
    }

    /// <summary>Each row, seen as [size, length / size], times the matrix.</summary>
    public static double[] Rotate(double[] x, int length, int size)
    {
        double[,] matrix = Hadamard(size);
        int width = length / size;
        return Rows(x, length, row => [.. Enumerable.Range(0, length).Select(at => Enumerable.Range(0, size).Sum(k => matrix[at / width, k] * row[k * width + at % width]))]);
    }

    /// <summary>Applies a function to each row.</summary>
    public static double[] Rows(double[] x, int length, Func<double[], double[]> function) => [.. x.Chunk(length).SelectMany(function)];

    public static IEnumerable<(int, int)> Pairs(int first, int second) =>
        Enumerable.Range(0, first).SelectMany(a => Enumerable.Range(0, second).Select(b => (a, b)));

    private static double Value(SumsCase sums, int i) =>
        (double)sums.Values[i] * sums.Scales[i / (sums.Pixels * sums.Channels)] * sums.ColumnScales[i % sums.Channels];
}
