namespace VitMlNet.Inference.Tests;

/// <summary>The data flow through the folders of the project, which knows nothing of ML.NET and of checkpoints.</summary>
[TestClass]
public sealed class LayoutTests
{
    private static readonly FolderGraph Folders = new("VitMlNet.Inference");

    [TestMethod]
    public void No_folders_use_each_other() => Assert.AreEqual("", string.Join(", ", Folders.Knots));

    [TestMethod]
    public void Each_folder_uses_only_those_before_it() => Assert.AreEqual(
        "", string.Join(", ", Folders.UsesAgainst("Images", "Runtime", "Kernels", "Models", "Caching", "Sessions", "Prediction", "Explain", "Similarity", "Hosting")));

    [TestMethod]
    public void Of_the_solution_and_of_ML_NET_it_refers_to_the_model_file_and_ONNX_Runtime_only() => CollectionAssert.AreEqual(
        new[] { "Microsoft.ML.OnnxRuntime", "VitMlNet.ModelFile" },
        typeof(VitPredictor).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal) || name.StartsWith("VitMlNet", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray());
}
