using VitMlNet.Conversion.Checkpoints.SavedModel;

namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>Every SavedModel of the development material, against its table: bit-equal tensors, or a clear refusal.</summary>
[TestClass]
public sealed class SavedModelTableTests
{
    private static readonly string[] Folder = ["data", "savedmodels"];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Good_modules_have_the_checkpoints_tensors_bit_for_bit() =>
        ExpectedTable.CheckAll(
            ExpectedTable.Read([.. Folder, "EXPECTED.tsv"]).Where(row => row["kind"] != "refuse" && !row["file"].StartsWith("shells", StringComparison.Ordinal)),
            CompareWithNpz,
            TestContext);

    [TestMethod]
    public void Bad_modules_are_refused_in_one_line() =>
        ExpectedTable.CheckAll(
            ExpectedTable.Read([.. Folder, "EXPECTED.tsv"]).Where(row => row["kind"] == "refuse" && !row["file"].StartsWith('(')), CheckRefusal, TestContext);

    private string? CheckRefusal(IReadOnlyDictionary<string, string> row)
    {
        string path = Path.Combine(RepositoryPaths.Shared(Folder)!, row["file"]);
        try
        {
            using SavedModelCheckpoint checkpoint = SavedModelCheckpoint.Open(path, readValues: true);
            foreach (SavedModelTensor tensor in checkpoint.Tensors.Values)
                tensor.Read(new float[tensor.Count]);
            return "was read";
        }
        catch (ConversionException exception)
        {
            TestContext.WriteLine(exception.Message.Replace(path, row["file"], StringComparison.Ordinal));
            return exception.Message.StartsWith(path, StringComparison.Ordinal) && !exception.Message.Contains('\n') ? null : exception.Message;
        }
    }

    private static string? CompareWithNpz(IReadOnlyDictionary<string, string> row)
    {
        string folder = RepositoryPaths.Shared(Folder)!;
        using SavedModelCheckpoint checkpoint = SavedModelCheckpoint.Open(Path.Combine(folder, row["file"]), readValues: true);
        Assert.AreEqual(int.Parse(row["resolution"]), checkpoint.Signature.Resolution);
        return SavedModelComparison.Difference(checkpoint, Npz.Read(Path.Combine(folder, row["source_npz"])), Rounding(row["file"]));
    }

    private static Func<float, float> Rounding(string file) =>
        file.Contains("/bfloat16") ? SavedModelComparison.RoundToBFloat16
        : file.Contains("/float16") ? value => (float)(Half)value
        : value => value;
}
