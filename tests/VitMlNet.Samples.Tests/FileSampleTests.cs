namespace VitMlNet.Samples.Tests;

/// <summary>The samples of one file, each built and run by <c>dotnet run FILE</c>; one after the other, since all build the same projects.</summary>
[TestClass]
[DoNotParallelize]
public sealed class FileSampleTests
{
    [TestMethod]
    [DataRow("classify.cs")]
    [DataRow("explain.cs")]
    [DataRow("similar.cs")]
    public void The_output_is_that_of_the_comment(string name)
    {
        using var folder = new TemporaryFolder();
        (int exitCode, string output, string error) = SampleProgram.Run(SampleProgram.DescribeFile(name, folder.Path));
        Assert.AreEqual(0, exitCode, output + error);
        string[] expected = ExpectedOutput.Read(name);
        Assert.IsNotEmpty(expected);
        ExpectedOutput.AssertShows(expected, output);
    }

    [TestMethod]
    public void Explain_draws_a_picture_of_the_size_of_the_photograph()
    {
        using var folder = new TemporaryFolder();
        string photo = Path.Combine(RepositoryPaths.Root, "samples", "images", "pizza.jpg");
        string model = Path.Combine(RepositoryPaths.Root, "model", "vit-demo.onnx");
        (int exitCode, string output, string error) = SampleProgram.Run(
            SampleProgram.DescribeFile("explain.cs", folder.Path, photo, model, folder.File("map.png")));
        Assert.AreEqual(0, exitCode, output + error);
        VitImage drawn = VitImage.Load(folder.File("map.png")), original = VitImage.Load(photo);
        Assert.AreEqual((original.Width, original.Height), (drawn.Width, drawn.Height));
        Assert.IsFalse(drawn.Pixels.Span.SequenceEqual(original.Pixels.Span));
    }

    [TestMethod]
    public void Classify_names_a_bad_file_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Path.Combine("photos", "a.png"), PngFile.Write(TestPicture.Noise(40, 40, 1)));
        folder.Write(Path.Combine("photos", "b.jpg"), "no picture"u8.ToArray());
        folder.Write(Path.Combine("photos", "c.png"), PngFile.Write(TestPicture.Smooth(40, 40)));
        (int exitCode, string output, string error) = SampleProgram.Run(SampleProgram.DescribeFile("classify.cs", folder.Path, folder.File("photos")));
        Assert.AreEqual(0, exitCode, output + error);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.HasCount(3, lines);
        StringAssert.Contains(lines[0], " %");
        StringAssert.StartsWith(lines[1], folder.File(Path.Combine("photos", "b.jpg")));
        StringAssert.Contains(lines[1], "JPEG, PNG, WebP, BMP or GIF file was expected");
        StringAssert.Contains(lines[2], " %");
    }

    [TestMethod]
    public void Train_learns_classes_saves_them_and_names_a_photograph()
    {
        using var folder = new TemporaryFolder();
        TintedPhotographs.Write(folder, "photos");
        for (int run = 0; run < 2; run++)
        {
            // The second run has the features from the cache, and replaces the pipeline.
            (int exitCode, string output, string error) = SampleProgram.Run(SampleProgram.DescribeFile("train.cs", folder.Path, folder.File("photos")));
            Assert.AreEqual(0, exitCode, output + error);
            string[] expected = ExpectedOutput.Read("train.cs"), lines = output.TrimEnd('\n').Split('\n');
            CollectionAssert.AreEqual(expected[..2], lines[..2], output);
            StringAssert.Matches(lines[2], new(@"photos.(blue|green|red).\d+\.png: \1 \([01]\.\d\d\)$"));
            Assert.IsTrue(File.Exists(folder.File("flowers.zip")));
        }
    }

    [TestMethod]
    public void Train_says_in_one_line_what_is_wrong()
    {
        using var folder = new TemporaryFolder();
        TintedPhotographs.Write(folder, "photos");
        string bad = Path.Combine("photos", "red", "bad.jpg");
        folder.Write(bad, "no picture"u8.ToArray());
        foreach ((string[] arguments, int expectedCode, string named) in ((string[], int, string)[])[
            ([], 2, "a subfolder of photographs for each class"),
            ([folder.File("none")], 1, folder.File("none")),
            ([folder.File("photos"), folder.File("none.onnx")], 1, folder.File("none.onnx")),
            ([folder.File("photos")], 1, folder.File(bad))])
        {
            (int exitCode, string output, string error) = SampleProgram.Run(SampleProgram.DescribeFile("train.cs", folder.Path, arguments));
            Assert.AreEqual(expectedCode, exitCode, output + error);
            Assert.AreEqual("", output);
            StringAssert.Contains(error, named);
            Assert.HasCount(1, error.TrimEnd().Split('\n'));
        }
    }
}
