namespace VitMlNet.Samples.Tests;

[TestClass]
public sealed class ClassifyImagesTests
{
    [TestMethod]
    public void TheDefaultIsThePhotographsOfTheRepository()
    {
        (int exitCode, string output, string error) = SampleProgram.Run("ClassifyImages");
        Assert.AreEqual(0, exitCode, error);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(3, lines);
        StringAssert.Matches(lines[0], new(@"^chelsea\.png: frog \d+ %, cat \d+ %, "));
        StringAssert.StartsWith(lines[1], "coffee.png: ");
        StringAssert.StartsWith(lines[2], "rocket.jpg: ");
    }

    [TestMethod]
    public void ABadFileIsToldAndTheOthersAreClassified()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", PngFile.Write(TestPicture.Noise(40, 40, 1)));
        folder.Write("b.jpg", "no picture"u8.ToArray());
        folder.Write("c.png", PngFile.Write(TestPicture.Smooth(40, 40)));
        (int exitCode, string output, string error) = SampleProgram.Run("ClassifyImages", folder.Path);
        Assert.AreEqual(1, exitCode, error);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(3, lines);
        StringAssert.Contains(lines[0], " %");
        StringAssert.Contains(lines[1], "JPEG, PNG, WebP, BMP or GIF file was expected");
        StringAssert.Contains(lines[2], " %");
    }

    [TestMethod]
    public void AnAbsentFolderOrModelIsNamed()
    {
        using var folder = new TemporaryFolder();
        foreach ((string[] arguments, string named) in ((string[], string)[])[
            ([folder.File("none")], folder.File("none")),
            ([folder.Path, folder.File("none.onnx")], folder.File("none.onnx"))])
        {
            (int exitCode, string output, string error) = SampleProgram.Run("ClassifyImages", arguments);
            Assert.AreEqual(2, exitCode);
            Assert.AreEqual("", output);
            StringAssert.Contains(error, named);
        }
    }
}
