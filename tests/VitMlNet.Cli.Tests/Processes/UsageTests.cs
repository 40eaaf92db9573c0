using System.Text.RegularExpressions;
using System.IO.Compression;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class UsageTests
{
    [TestMethod]
    [DataRow("convert")]
    [DataRow("inspect")]
    [DataRow("classify")]
    [DataRow("features")]
    [DataRow("evaluate")]
    [DataRow("train")]
    [DataRow("predict")]
    [DataRow("similar")]
    [DataRow("explain")]
    public void HelpHasExamples(string command)
    {
        ToolResult result = ToolProcess.Run(command, "--help").Expect(0);
        StringAssert.Matches(result.Out, new Regex($@"vitmlnet {command} \[?<"));
        StringAssert.Contains(result.Out, "Examples:");
        Assert.AreEqual("", result.Error);
        StringAssert.Contains(ToolProcess.Run("--help").Expect(0).Out, command);
    }

    [TestMethod]
    public void WithoutArgumentsHelpGoesToStandardError()
    {
        ToolResult result = ToolProcess.Run().Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.Error, "Usage:");
    }

    [TestMethod]
    [DataRow("'clasify' is no command", "clasify", "a.jpg")]
    [DataRow("'PATH'", "classify")]
    [DataRow("--top is at least 1", "classify", "a.jpg", "--top", "0")]
    [DataRow("'xml'", "classify", "a.jpg", "--format", "xml")]
    [DataRow("'torch'", "classify", "a.jpg", "--preprocessing", "torch")]
    [DataRow("--batch is from 1 to 256, not 0", "classify", "a.jpg", "--batch", "0")]
    [DataRow("--batch is from 1 to 256, not 257", "features", "a.jpg", "--output", "a.csv", "--batch", "257")]
    [DataRow("'many'", "classify", "a.jpg", "--batch", "many")]
    [DataRow("'fp16'", "convert", "a.npz", "--output", "a.onnx", "--precision", "fp16")]
    [DataRow("--output", "convert", "a.npz")]
    [DataRow("--resolution is at least 1", "convert", "a.npz", "--output", "a.onnx", "--resolution", "-3")]
    [DataRow(".csv, .npy or .parquet", "features", "a.jpg", "--output", "a.txt")]
    [DataRow("--output", "features", "a.jpg")]
    [DataRow("--output", "train", "a")]
    [DataRow("--output a.bin: a classifier is written to an .onnx or a .zip file", "train", "a", "--output", "a.bin")]
    [DataRow("'svm'", "train", "a", "--output", "a.zip", "--trainer", "svm")]
    [DataRow("--test-fraction is over 0 and below 1, not 1", "train", "a", "--output", "a.zip", "--test-fraction", "1")]
    [DataRow("--cache and --no-cache: give one of them", "train", "a", "--output", "a.zip", "--cache", "c", "--no-cache")]
    [DataRow("'PATH'", "predict", "a.zip")]
    [DataRow("--top is at least 1", "predict", "a.zip", "a.jpg", "--top", "0")]
    [DataRow("'PHOTO'", "similar", "a")]
    [DataRow("--top is at least 1", "similar", "a", "b.jpg", "--top", "0")]
    [DataRow("--cache and --no-cache: give one of them", "similar", "a", "b.jpg", "--cache", "c", "--no-cache")]
    [DataRow("'FOLDER|MANIFEST'", "evaluate")]
    [DataRow("--top is at least 1", "evaluate", "a", "--top", "0")]
    [DataRow("--mistakes is at least 0, not -1", "evaluate", "a", "--mistakes", "-1")]
    [DataRow("--report a.pdf: a report is an .html or a .json file", "evaluate", "a", "--report", "a.html", "--report", "a.pdf")]
    [DataRow("'csv'", "evaluate", "a", "--format", "csv")]
    [DataRow("absent.onnx", "evaluate", "a", "--model", "absent.onnx")]
    [DataRow("absent.onnx", "classify", "a.jpg", "--model", "absent.onnx")]
    [DataRow("absent.onnx", "inspect", "absent.onnx")]
    [DataRow("absent.npz", "inspect", "absent.npz")]
    [DataRow("absent.npz", "convert", "absent.npz", "--output", "a.onnx")]
    public void WrongUsageIsNamedInOneLine(string part, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(arguments).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.StartsWith(result.Error, "vitmlnet: ");
        StringAssert.Contains(result.ErrorLines[0], part);
        Assert.IsTrue(result.ErrorLines.Skip(1).All(line => line.StartsWith("Try 'vitmlnet ", StringComparison.Ordinal)), result.Error);
    }

    [TestMethod]
    public void DebuggingAddsTheStackTrace()
    {
        ToolResult result = ToolProcess.Run([("VITMLNET_DEBUG", "1")], ["inspect", "absent.npz"]);
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Error, "   at ");
    }

    [TestMethod]
    public void ACheckpointInPlaceOfAModelIsTakenForWhatItIs()
    {
        ToolResult result = ToolProcess.Run("classify", "a.jpg", "--model", TinyModel.Checkpoint).Expect(2);
        StringAssert.Contains(result.ErrorLines.Single(), $"vitmlnet convert {TinyModel.Checkpoint}");
    }

    [TestMethod]
    public void APipelineInPlaceOfAModelIsTakenForWhatItIs()
    {
        using var folder = new TemporaryFolder();
        string pipeline = folder.File("flowers.zip");
        using (ZipArchive archive = ZipFile.Open(pipeline, ZipArchiveMode.Create))
            archive.CreateEntry("TransformerChain/Model.key");
        string line = ToolProcess.Run("classify", "a.jpg", "--model", pipeline).Expect(2).ErrorLines.Single();
        StringAssert.Contains(line, $"vitmlnet predict {pipeline}");
    }

    [TestMethod]
    public void AnAbsentNativeLibraryIsNamedWithTheRemedy()
    {
        var exception = new VitModelException("ONNX Runtime's native library is absent.", "a.onnx", new DllNotFoundException("Unable to load onnxruntime."));
        string text = ErrorText.Describe(new InvalidOperationException("wrapped", exception));
        StringAssert.Contains(text, "Unable to load onnxruntime");
        StringAssert.Contains(text, "Install the tool again");
    }

    [TestMethod]
    public void AnInputIsNeverWrittenOver()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = folder.File("a.npz");
        string photo = folder.File("a.jpg");
        File.Copy(TinyModel.Checkpoint, checkpoint);
        File.WriteAllText(photo, "before");
        string[][] commands =
        [
            ["convert", checkpoint, "--output", checkpoint],
            ["classify", photo, "--model", TinyModel.Model, "--output", photo],
            ["classify", folder.Path, "--model", TinyModel.Model, "--output", photo],
        ];
        foreach (string[] command in commands)
            StringAssert.Contains(ToolProcess.Run(command).Expect(2).ErrorLines.Single(), "is also read");
        CollectionAssert.AreEqual(File.ReadAllBytes(TinyModel.Checkpoint), File.ReadAllBytes(checkpoint));
        Assert.AreEqual("before", File.ReadAllText(photo));
    }
}
