namespace VitMlNet.Cli.Tests;

[TestClass]
public sealed class LayoutTests
{
    private static readonly FolderGraph Folders = new("VitMlNet.Cli");

    [TestMethod]
    public void No_folders_use_each_other() => Assert.IsEmpty(Folders.Knots, string.Join(' ', Folders.Knots));

    [TestMethod]
    public void Folders_use_only_those_before_them() => Assert.IsEmpty(
        Folders.UsesAgainst("Errors", "Terminal", "Completion", "Manifests", "TrainedOn", "Duplicates", "Inputs", "Outputs", "Predictions", "Features", "Similarity", "Models", "Scoring",
            "Metrics", "Reports", "Training", "Commands", "Jobs", "."));

    [TestMethod]
    public void Only_the_entry_points_are_in_the_root() => CollectionAssert.AreEquivalent(
        (string[])["Program.cs", "Tool.cs"],
        Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "src", "VitMlNet.Cli"), "*.cs").Select(Path.GetFileName).ToArray());
}
