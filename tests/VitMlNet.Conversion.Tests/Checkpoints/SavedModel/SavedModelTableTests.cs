using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Checkpoints.Formats;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>Every SavedModel of the development material, against its table: bit-equal tensors and the golden outputs, or a clear refusal.</summary>
[TestClass]
public sealed class SavedModelTableTests
{
    private static readonly string[] Folder = ["data", "savedmodels"];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Good_modules_have_the_checkpoints_tensors_and_outputs() =>
        ExpectedTable.CheckAll(
            ExpectedTable.Read([.. Folder, "EXPECTED.tsv"]).Where(row => row["kind"] != "refuse" && !row["file"].StartsWith("shells", StringComparison.Ordinal)),
            CheckGood,
            TestContext);

    [TestMethod]
    public void Bad_modules_are_refused_in_one_line() =>
        ExpectedTable.CheckAll(
            ExpectedTable.Read([.. Folder, "EXPECTED.tsv"]).Where(row => row["kind"] == "refuse" && !row["file"].StartsWith('(')), CheckRefusal, TestContext);

    private static string? CheckGood(IReadOnlyDictionary<string, string> row)
    {
        string folder = RepositoryPaths.Shared(Folder)!;
        string path = Path.Combine(folder, row["file"]), npz = Path.Combine(folder, row["source_npz"]);
        using (Checkpoint checkpoint = CheckpointFormats.Open(path))
        {
            Assert.HasCount(int.Parse(row["variables"]), checkpoint.Tensors);
            if (SavedModelComparison.Difference(checkpoint, SavedModelComparison.Arrays(npz), Rounding(row["file"])) is { } difference)
                return difference;
        }

        using var model = new ConvertedModel(path);
        Assert.AreEqual(int.Parse(row["resolution"]), model.Result.Resolution);
        Assert.AreEqual(int.Parse(row["hidden"]), model.Result.Checkpoint.HiddenSize);
        Assert.AreEqual(int.Parse(row["classes"]), model.Result.Checkpoint.ClassCount ?? 0);
        if (row["note"].StartsWith("dtype", StringComparison.Ordinal))
            return null;
        OrderedDictionary<string, NpzArray> golden = Npz.Read(npz.Replace(".ckpt.", ".golden.", StringComparison.Ordinal));
        Dictionary<string, float[]> outputs = model.Run(golden["input"].Floats);
        Deviation.AssertAtMost(1e-4, outputs["features"], golden["pre_logits"].Doubles, row["file"]);
        if (row["model"] == "cls")
            Deviation.AssertAtMost(1e-4, outputs["logits"], golden["logits"].Doubles, row["file"]);
        return null;
    }

    private string? CheckRefusal(IReadOnlyDictionary<string, string> row) =>
        Refusal.Check(Path.Combine(RepositoryPaths.Shared(Folder)!, row["file"]), row["file"], TestContext);

    private static Func<float, float> Rounding(string file) =>
        file.Contains("/bfloat16") ? SavedModelComparison.RoundToBFloat16
        : file.Contains("/float16") ? value => (float)(Half)value
        : value => value;
}
