using System.Text;

namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>Seeded mutations of headers, configurations and indices of shards.</summary>
[TestClass]
public sealed class SafetensorsFuzzTests
{
    private const int Rounds = 250;

    [TestMethod]
    public void Mutated_files_are_read_or_refused()
    {
        using var scene = new TimmScene();
        byte[] original = File.ReadAllBytes(scene.Weights);
        int headerLength = 8 + (int)BitConverter.ToUInt64(original);
        var random = new Random(20_218);
        int refused = 0;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] header = Mutation.Of(original[..headerLength], random, (byte)'"', (byte)'{', (byte)'[', (byte)'9', (byte)'\\', 0xFF);
            File.WriteAllBytes(scene.Weights, [.. header, .. original[headerLength..]]);
            refused += FuzzedSource.IsRefused(scene.Folder, original.Length) ? 1 : 0;
        }

        Assert.IsGreaterThan(Rounds / 2, refused);
    }

    /// <summary>The length fits what is there, so that the parser sees the damage.</summary>
    [TestMethod]
    public void Mutated_headers_are_read_or_refused()
    {
        using var scene = new TimmScene();
        byte[] original = File.ReadAllBytes(scene.Weights);
        int headerLength = 8 + (int)BitConverter.ToUInt64(original);
        string text = Encoding.UTF8.GetString(original.AsSpan(8, headerLength - 8));
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"", "-1", "1e3", "4611686018427387904", "F64", "I64", "BF16", "null", "\\u0000", "\\ud800", "blocks.1.", "0", " "];
        var random = new Random(20_219);
        for (int i = 0; i < Rounds; i++)
        {
            var header = new StringBuilder(text);
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int position = random.Next(header.Length);
                header.Remove(position, Math.Min(random.Next(6), header.Length - position)).Insert(position, pieces[random.Next(pieces.Length)]);
            }

            File.WriteAllBytes(scene.Weights, SafetensorsWriter.File(header.ToString(), original[headerLength..]));
            FuzzedSource.IsRefused(scene.Folder, original.Length);
        }
    }

    [TestMethod]
    [DataRow("config.json")]
    [DataRow("preprocessor_config.json")]
    [DataRow("model.safetensors.index.json")]
    public void Mutated_json_files_are_read_or_refused(string file)
    {
        using var scene = new TimmScene();
        if (file == "preprocessor_config.json")
        {
            scene.Config("""{"model_type": "vit", "num_attention_heads": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "id2label": {"0": "a"}}""");
            File.WriteAllText(scene.PathOf(file), """{"image_mean": [0.5, 0.4, 0.5], "image_std": [0.5, 0.5, 0.5], "size": {"height": 64, "width": 64}, "crop_size": 64, "resample": 3}""");
        }
        else if (file.EndsWith("index.json", StringComparison.Ordinal))
        {
            File.Move(scene.Weights, scene.PathOf("model-00001-of-00001.safetensors"));
            File.WriteAllText(scene.PathOf(file), """{"metadata": {"total_size": 1}, "weight_map": {"cls_token": "model-00001-of-00001.safetensors", "pos_embed": "model-00001-of-00001.safetensors"}}""");
        }

        byte[] original = File.ReadAllBytes(scene.PathOf(file));
        var random = new Random(20_220);
        for (int i = 0; i < Rounds; i++)
        {
            File.WriteAllBytes(scene.PathOf(file), Mutation.Of(original, random, (byte)'"', (byte)'{', (byte)'[', (byte)'9', (byte)'-', 0xFF));
            FuzzedSource.IsRefused(scene.Folder, 700_000);
        }
    }
}
