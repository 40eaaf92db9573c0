using VitMlNet.Cli.Input;

namespace VitMlNet.Cli.Tests.Input;

[TestClass]
public sealed class FileKindTests
{
    [TestMethod]
    [DataRow("a.npz", "", true)]
    [DataRow("a.bin", "PK\u0003\u0004", true)]
    [DataRow("a.onnx", "\b\n", false)]
    [DataRow("a.onnx", "P", false)]
    public void TheContentTells(string name, string content, bool isCheckpoint)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), content);
        Assert.AreEqual(isCheckpoint, FileKind.IsCheckpoint(folder.File(name)));
    }

    [TestMethod]
    public void AnAbsentFileIsLeftToTheReaderOfModels() => Assert.IsFalse(FileKind.IsCheckpoint("absent.onnx"));
}
