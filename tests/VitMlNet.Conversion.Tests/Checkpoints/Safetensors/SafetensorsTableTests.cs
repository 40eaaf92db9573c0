using VitMlNet.Conversion.Checkpoints.Safetensors;

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
            Assert.Inconclusive("The development material is absent.");
            return;
        }

        using SafetensorsCheckpoint checkpoint = SafetensorsCheckpoint.Open(path);
        OrderedDictionary<string, NpzArray> expected = Npz.Read(Path.Combine(RepositoryPaths.Goldens, npz + ".ckpt.npz"));
        foreach (LibraryTensor tensor in checkpoint.Tensors)
        {
            Assert.IsTrue(expected.Remove(tensor.Name, out NpzArray? array), tensor.Name);
            CollectionAssert.AreEqual(array.Shape, tensor.Shape.ToArray(), tensor.Name);
            var values = new float[tensor.Count];
            tensor.Fill(values);
            Assert.IsTrue(values.AsSpan().SequenceEqual(array.Floats), tensor.Name);
        }

        Assert.IsTrue(expected.Keys.All(name => name.StartsWith("head/", StringComparison.Ordinal)), string.Join(", ", expected.Keys));
    }

    [TestMethod]
    public void Files_are_accepted_or_refused_as_the_table_says() =>
        ExpectedTable.CheckAll(ExpectedTable.Read([.. Folder, "EXPECTED_FILES.tsv"]), Check, TestContext);

    private string? Check(IReadOnlyDictionary<string, string> row)
    {
        string path = Path.Combine(RepositoryPaths.Shared(Folder)!, row["path"]);
        try
        {
            using SafetensorsCheckpoint checkpoint = SafetensorsCheckpoint.Open(path);
            foreach (LibraryTensor tensor in checkpoint.Tensors)
                tensor.Fill(new float[tensor.Count]);
            return row["expect"] == "accept" ? null : "was read";
        }
        catch (ConversionException exception)
        {
            TestContext.WriteLine(exception.Message.Replace(path, row["path"], StringComparison.Ordinal));
            return row["expect"] != "accept" && exception.Message.StartsWith(path, StringComparison.Ordinal) && !exception.Message.Any(char.IsControl) ? null : exception.Message;
        }
    }
}
