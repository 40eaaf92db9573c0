using System.Diagnostics;

namespace VitMlNet.Samples.Tests;

[TestClass]
public sealed class TransferLearningTests
{
    private const int PerClass = 16;

    [TestMethod]
    public void ItLearnsClassesSavesThemAndNamesAPhotograph()
    {
        using var folder = new TemporaryFolder();
        string[] classes = ["blue", "green", "red"];
        for (int kind = 0; kind < classes.Length; kind++)
        {
            Directory.CreateDirectory(folder.File(Path.Combine("photos", classes[kind])));
            for (int i = 0; i < PerClass; i++)
                folder.Write(Path.Combine("photos", classes[kind], $"{i}.png"), PngFile.Write(Tinted(2 - kind, i)));
        }

        (int exitCode, string output, string error) = Run(folder, folder.File("photos"));
        Assert.AreEqual(0, exitCode, error);
        StringAssert.Matches(output, new(@"Accuracy on the 12 photographs held out: (100\.0|9\d\.\d)%"));
        StringAssert.Contains(output, "48 made,");
        StringAssert.Matches(output, new(@"photos.(blue|green|red).\d+\.png: \1 \(\d+ ?%\)\n"));
        Assert.IsTrue(File.Exists(folder.File("classifier.zip")));

        (exitCode, output, error) = Run(folder, folder.File("photos"));
        Assert.AreEqual(0, exitCode, error);
        StringAssert.Contains(output, "Features: 0 made,");
    }

    [TestMethod]
    public void WithoutAFolderOfPhotographsItSaysWhatIsNeeded()
    {
        using var folder = new TemporaryFolder();
        (int exitCode, _, string error) = Run(folder);
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(error, "a subfolder of photographs for each class");
        (exitCode, _, error) = Run(folder, folder.File("none"));
        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(error, folder.File("none"));
    }

    // Features are kept in the test's own folder, and the pipeline is saved there.
    private static (int ExitCode, string Output, string Error) Run(TemporaryFolder folder, params string[] arguments)
    {
        ProcessStartInfo start = SampleProgram.Describe("TransferLearning", arguments);
        start.WorkingDirectory = folder.Path;
        start.Environment["VITMLNET_HOME"] = folder.File("home");
        return SampleProgram.Run(start);
    }

    /// <summary>Noise in which one channel is lighter than the others.</summary>
    private static TestPicture Tinted(int channel, int seed)
    {
        TestPicture picture = TestPicture.Noise(40, 40, seed);
        for (int i = 0; i < picture.Rgb.Length; i++)
            picture.Rgb[i] = (byte)((picture.Rgb[i] / 4) + (i % 3 == channel ? 190 : 0));
        return picture;
    }
}
