using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints.Safetensors;

/// <summary>Every .safetensors file of the development material, against its tables.</summary>
[TestClass]
public sealed class SafetensorsTableTests
{
    private static readonly string[] Folder = ["data", "safetensors"];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("timm_tiny_vit", "tiny_vit")]
    [DataRow("timm_tiny_rstem", "tiny_rstem")]
    [DataRow("timm_tiny_r3", "tiny_r3")]
    [DataRow("timm_tiny_vit_features", "tiny_vit")]
    [DataRow("hf_tiny_vit", "tiny_vit")]
    [DataRow("hf_tiny_vit_sharded", "tiny_vit")]
    [DataRow("hf_tiny_vit_rep", "tiny_vit_rep")]
    [DataRow("hf_tiny_r3", "tiny_r3")]
    public void Tensors_are_those_of_the_npz_bit_for_bit(string folder, string npz)
    {
        if (RepositoryPaths.Shared([.. Folder, "augreg", folder]) is not { } path)
        {
            Assert.Inconclusive("The development material data/safetensors is absent.");
            return;
        }

        using Checkpoint checkpoint = CheckpointFormats.Open(path);
        OrderedDictionary<string, NpzArray> expected = Npz.Read(Path.Combine(RepositoryPaths.Goldens, npz + ".ckpt.npz"));
        foreach (CheckpointTensor tensor in checkpoint.Tensors.Values)
        {
            Assert.IsTrue(expected.Remove(tensor.Name, out NpzArray? array), tensor.Name);
            CollectionAssert.AreEqual(array.Shape, tensor.Shape.ToArray(), tensor.Name);
            var values = new float[tensor.Count];
            tensor.Read(values);
            Assert.IsTrue(values.AsSpan().SequenceEqual(array.Floats), tensor.Name);
        }

        Assert.IsTrue(expected.Keys.All(name => name.StartsWith("head/", StringComparison.Ordinal)), string.Join(", ", expected.Keys));
    }

    [TestMethod]
    public void Models_agree_with_the_goldens() =>
        ExpectedTable.CheckAll(ExpectedTable.Read([.. Folder, "EXPECTED.tsv"]), CheckModel, TestContext);

    [TestMethod]
    public void Files_are_accepted_or_refused_as_the_table_says() =>
        ExpectedTable.CheckAll(ExpectedTable.Read([.. Folder, "EXPECTED_FILES.tsv"]), CheckFile, TestContext);

    private string? CheckModel(IReadOnlyDictionary<string, string> row)
    {
        string folder = RepositoryPaths.Shared(Folder)!, path = Path.Combine(folder, row["path"]);
        if (row["expect"] != "convert")
            return Refusal.Check(path, row["path"], TestContext);
        using var temporary = new TemporaryFolder();
        if (path.Contains("Ti_16", StringComparison.Ordinal))
        {
            if (RealCheckpoint(path, temporary) is not { } made)
                return null;
            path = made;
        }

        bool isAutomatic = row["auto"] == "yes";
        string[] input = row["input"].Split(':');
        NpzArray images = Npz.Read(Path.Combine(folder, input[0]))[input[1]];
        float[] pixels = input[1] == "u8" ? Array.ConvertAll(images.Bytes, value => (value - 127.5f) / 127.5f) : images.Floats;
        using var model = new ConvertedModel(path, new ConversionOptions
        {
            Resolution = images.Shape[1],
            IncludeTokens = true,
            Numerics = isAutomatic ? null : row["numerics"] == "jax" ? VitNumerics.Jax : VitNumerics.Library,
        });
        Assert.AreEqual(row["numerics"] == "hf" ? "transformers" : row["numerics"], model.Result.Checkpoint.Numerics);
        Dictionary<string, float[]> outputs = model.Run(pixels);
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Path.Combine(folder, row["golden"]));
        double tolerance = double.Parse(row["tolerance"]);
        foreach (string pair in row["outputs (golden key -> model output)"].Split(';', StringSplitOptions.TrimEntries))
        {
            string[] names = pair.Split("->", StringSplitOptions.TrimEntries);
            string output = names[1].Split(' ')[0];
            double largest = Deviation.Largest(outputs[output], golden[names[0]].Doubles);
            TestContext.WriteLine($"{row["path"]} {row["numerics"]} {output}: {largest:e1}");
            if (!(largest <= tolerance))
                return $"{output}: largest deviation {largest:e2}, allowed {tolerance:e1}";
        }

        return null;
    }

    private string? CheckFile(IReadOnlyDictionary<string, string> row)
    {
        string path = Path.Combine(RepositoryPaths.Shared(Folder)!, row["path"]);
        if (row["expect"] != "accept")
        {
            // The file itself is told by its content: an .npz under this name is one.
            string single = Path.Combine(path, "model.safetensors");
            return Refusal.Check(path, row["path"], TestContext)
                ?? (File.Exists(single) && row["path"] != "damaged/npz" ? Refusal.Check(single, row["path"], TestContext, folder: path) : null);
        }

        OrderedDictionary<string, NpzArray> golden = Npz.Read(Path.Combine(Path.GetDirectoryName(path)!, "golden.npz"));
        using var model = new ConvertedModel(path, new ConversionOptions { Numerics = VitNumerics.Jax });
        Dictionary<string, float[]> outputs = model.Run(golden["pixels"].Floats);
        Deviation.AssertAtMost(1e-4, outputs["features"], golden["class_token"].Doubles, row["path"]);
        Deviation.AssertAtMost(1e-4, outputs["logits"], golden["logits"].Doubles, row["path"]);
        return null;
    }

    /// <summary>The real Ti/16 as timm writes it, which is made when needed; null where its checkpoint is absent.</summary>
    private static string? RealCheckpoint(string path, TemporaryFolder folder)
    {
        if (RepositoryPaths.Shared("data", "checkpoints", "Ti_16-imagenet2012-224.npz") is not { } npz)
            return null;
        TimmFile.Write(npz, folder.File("model.safetensors"), bfloat16: path.EndsWith("bf16", StringComparison.Ordinal));
        File.Copy(Path.Combine(path, "config.json"), folder.File("config.json"));
        return folder.Path;
    }
}
