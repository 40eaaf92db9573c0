namespace VitMlNet.Inference.Tests;

/// <summary>The project's folders use each other in one direction, and it knows nothing of ML.NET or of checkpoints.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    [TestMethod]
    [DataRow("VitMlNet.Inference")]
    [DataRow("VitMlNet.ModelFile")]
    public void No_folders_use_each_other(string project) => Assert.IsEmpty(SourceFolders.FindKnots(project));

    [TestMethod]
    public void Folders_that_use_each_other_are_found()
    {
        var sources = new Dictionary<string, string>
        {
            ["A/First.cs"] = "internal class First { Second? next; }",
            ["B/Second.cs"] = "internal static class Second { /* First */ Third third; }",
            ["C/Third.cs"] = "internal class Third { string text = \"First\"; } // First",
        };
        Assert.IsEmpty(SourceFolders.FindKnots(sources));
        sources["C/More.cs"] = "internal class More { First first; }";
        string knot = Assert.ContainsSingle(SourceFolders.FindKnots(sources));
        Assert.StartsWith("A B C: ", knot);
        Assert.Contains("C/More.cs uses First of A", knot);
    }

    [TestMethod]
    public void Of_the_solution_and_of_ML_NET_it_refers_to_the_model_file_and_ONNX_Runtime_only()
    {
        IReadOnlyList<string> references = AssemblyReferences.Find(typeof(VitPredictor).Assembly);
        CollectionAssert.AreEqual(
            new[] { "Microsoft.ML.OnnxRuntime", "VitMlNet.ModelFile" },
            references.Where(name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal) || name.StartsWith("VitMlNet", StringComparison.Ordinal)).ToArray());
    }
}
