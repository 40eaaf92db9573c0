using System.Text;
using System.Text.Json;

namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>Damaged .safetensors files, and the configurations and the index of shards beside them, are read or refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SafetensorsFuzzTests
{
    // In CI, for each of five kinds.
    private const int Usual = 1_000;

    [TestMethod]
    public void Mutated_files_are_read_or_refused()
    {
        using var scene = new TimmScene();
        FuzzedSource.Read(scene.Folder);
        byte[] original = File.ReadAllBytes(scene.Weights);
        int headerLength = 8 + (int)BitConverter.ToUInt64(original);
        var run = new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 3);
        run.Run(
            (_, random) => Mutations.Of(original[..headerLength], random, (byte)'"', (byte)'{', (byte)'[', (byte)'9', (byte)'\\', 0xFF),
            (_, header) =>
            {
                File.WriteAllBytes(scene.Weights, [.. header, .. original[headerLength..]]);
                FuzzedSource.Read(scene.Folder);
            });
        Assert.IsGreaterThan(run.Count / 2, run.Refused);
    }

    /// <summary>The length fits what is there, so that the parser sees the damage.</summary>
    [TestMethod]
    public void Mutated_headers_are_read_or_refused()
    {
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"", "-1", "1e3", "4611686018427387904", "F64", "I64", "BF16", "null", "\\u0000", "\\ud800", "blocks.1.", "0", " "];
        using var scene = new TimmScene();
        FuzzedSource.Read(scene.Folder);
        byte[] original = File.ReadAllBytes(scene.Weights);
        int headerLength = 8 + (int)BitConverter.ToUInt64(original);
        string text = Encoding.UTF8.GetString(original.AsSpan(8, headerLength - 8));
        new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 4).Run(
            (_, random) => Encoding.UTF8.GetBytes(FuzzedSource.Edit(text, random, pieces)),
            (_, header) =>
            {
                File.WriteAllBytes(scene.Weights, SafetensorsWriter.File(Encoding.UTF8.GetString(header), original[headerLength..]));
                FuzzedSource.Read(scene.Folder);
            });
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
            scene.Config("""{"model_type": "vit", "num_attention_heads": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12}""");
            File.WriteAllText(scene.PathOf(file), """{"image_mean": [0.5, 0.4, 0.5], "image_std": [0.5, 0.5, 0.5], "size": {"height": 64, "width": 64}, "crop_size": 64, "resample": 3}""");
        }
        else if (file.EndsWith("index.json", StringComparison.Ordinal))
        {
            const string Shard = "model-00001-of-00001.safetensors";
            File.Move(scene.Weights, scene.PathOf(Shard));
            byte[] weights = File.ReadAllBytes(scene.PathOf(Shard));
            using JsonDocument header = JsonDocument.Parse(weights.AsMemory(8, (int)BitConverter.ToUInt64(weights)));
            IEnumerable<string> tensors = header.RootElement.EnumerateObject().Select(tensor => tensor.Name).Where(name => name != "__metadata__");
            File.WriteAllText(scene.PathOf(file), JsonSerializer.Serialize(new { weight_map = tensors.ToDictionary(name => name, _ => Shard) }));
        }

        FuzzedSource.Read(scene.Folder);
        byte[] original = File.ReadAllBytes(scene.PathOf(file));
        new FuzzRun(Usual, FuzzedSource.MostAllocated, salt: 5).Run(
            (_, random) => Mutations.Of(original, random, (byte)'"', (byte)'{', (byte)'[', (byte)'9', (byte)'-', 0xFF),
            (_, mutated) =>
            {
                File.WriteAllBytes(scene.PathOf(file), mutated);
                FuzzedSource.Read(scene.Folder);
            });
    }
}
