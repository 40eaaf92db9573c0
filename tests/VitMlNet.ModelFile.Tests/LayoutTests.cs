namespace VitMlNet.ModelFile.Tests;

/// <summary>The data flow through the folders of the project.</summary>
[TestClass]
public sealed class LayoutTests
{
    private static readonly FolderGraph Folders = new("VitMlNet.ModelFile");

    [TestMethod]
    public void No_folders_use_each_other() => Assert.AreEqual("", string.Join(", ", Folders.Knots));

    [TestMethod]
    public void Each_folder_uses_only_those_before_it() =>
        Assert.AreEqual("", string.Join(", ", Folders.UsesAgainst("Text", ".", "Classes", "Metadata", "Files", "Onnx")));
}
