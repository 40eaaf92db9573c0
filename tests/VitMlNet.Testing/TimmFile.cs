namespace VitMlNet.Testing;

/// <summary>A plain Vision Transformer's checkpoint as timm writes it.</summary>
public static class TimmFile
{
    /// <summary>Writes the arrays of an .npz in timm's names and layouts.</summary>
    public static void Write(string npz, string path, bool bfloat16 = false) =>
        File.WriteAllBytes(path, Make(Npz.Read(npz), bfloat16 ? "BF16" : "F32").ToArray());

    public static SafetensorsWriter Make(IReadOnlyDictionary<string, NpzArray> arrays, string type = "F32")
    {
        var writer = new SafetensorsWriter();
        Copy("cls", "cls_token");
        Copy("Transformer/posembed_input/pos_embedding", "pos_embed");
        NpzArray patches = arrays["embedding/kernel"];
        int[] p = patches.Shape;
        writer.Add("patch_embed.proj.weight", [p[3], p[2], p[0], p[1]], Permute(patches), type);
        Copy("embedding/bias", "patch_embed.proj.bias");
        for (int i = 0; arrays.ContainsKey($"Transformer/encoderblock_{i}/LayerNorm_0/scale"); i++)
        {
            string from = $"Transformer/encoderblock_{i}/", to = $"blocks.{i}.", attention = from + "MultiHeadDotProductAttention_1/";
            Norm(from + "LayerNorm_0", to + "norm1");
            Norm(from + "LayerNorm_2", to + "norm2");
            string[] parts = ["query", "key", "value"];
            int hidden = arrays[attention + "query/kernel"].Shape[0];
            writer.Add(to + "attn.qkv.weight", [3 * hidden, hidden], [.. parts.SelectMany(part => Transpose(arrays[$"{attention}{part}/kernel"].Floats, hidden))], type);
            writer.Add(to + "attn.qkv.bias", [3 * hidden], [.. parts.SelectMany(part => arrays[$"{attention}{part}/bias"].Floats)], type);
            Dense(attention + "out", to + "attn.proj");
            Dense(from + "MlpBlock_3/Dense_0", to + "mlp.fc1");
            Dense(from + "MlpBlock_3/Dense_1", to + "mlp.fc2");
        }

        Norm("Transformer/encoder_norm", "norm");
        if (arrays.ContainsKey("head/kernel"))
            Dense("head", "head");
        return writer;

        void Copy(string from, string to) => writer.Add(to, arrays[from].Shape, arrays[from].Floats, type);

        void Norm(string from, string to)
        {
            Copy(from + "/scale", to + ".weight");
            Copy(from + "/bias", to + ".bias");
        }

        void Dense(string from, string to)
        {
            float[] kernel = arrays[from + "/kernel"].Floats;
            int outputs = arrays[from + "/bias"].Floats.Length, inputs = kernel.Length / outputs;
            writer.Add(to + ".weight", [outputs, inputs], Transpose(kernel, inputs), type);
            Copy(from + "/bias", to + ".bias");
        }
    }

    private static float[] Transpose(float[] matrix, int rows)
    {
        int columns = matrix.Length / rows;
        var transposed = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                transposed[column * rows + row] = matrix[row * columns + column];
        }

        return transposed;
    }

    private static float[] Permute(NpzArray hwio)
    {
        (int pixels, int inputs, int outputs) = (hwio.Shape[0] * hwio.Shape[1], hwio.Shape[2], hwio.Shape[3]);
        float[] values = hwio.Floats;
        var oihw = new float[values.Length];
        for (int p = 0; p < pixels; p++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int o = 0; o < outputs; o++)
                    oihw[(o * inputs + i) * pixels + p] = values[(p * inputs + i) * outputs + o];
            }
        }

        return oihw;
    }
}
