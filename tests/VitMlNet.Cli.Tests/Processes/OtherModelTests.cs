using System.Text;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>ONNX files that another tool might have written: the tiny model without what the converter says about it.</summary>
[TestClass]
public sealed class OtherModelTests
{
    private const int Producer = 2;
    private const int Metadata = 14;

    [TestMethod]
    public void AModelThatTellsEnoughNeedsNoOptions()
    {
        using var folder = new TemporaryFolder();
        string model = Write(folder, []);
        string photos = TestPhotos.WriteMixedFolder(folder);
        string expected = ToolProcess.Run("classify", photos, "--model", TinyModel.Model, "--format", "csv").Expect(1).Out;
        Assert.AreEqual(expected, ToolProcess.Run("classify", photos, "--model", model, "--format", "csv").Expect(1).Out);
        ToolProcess.Run("features", photos, "--model", model, "--output", folder.File("other.csv")).Expect(1);
        ToolProcess.Run("features", photos, "--model", TinyModel.Model, "--output", folder.File("own.csv")).Expect(1);
        Assert.AreEqual(File.ReadAllText(folder.File("own.csv")), File.ReadAllText(folder.File("other.csv")));
    }

    [TestMethod]
    public void AModelThatDoesNotIsDescribedAndTheOptionsTellIt()
    {
        using var folder = new TemporaryFolder();
        string model = Write(folder, [("logits", "answer"), ("features", "embedded")]);
        string photo = TestPhotos.GoodIn(TestPhotos.WriteMixedFolder(folder))[0];
        foreach (string command in (string[])["inspect", "classify"])
        {
            string[] arguments = command == "inspect" ? [command, model] : [command, photo, "--model", model];
            string line = ToolProcess.Run(arguments).Expect(2).ErrorLines.Single();
            StringAssert.Contains(line, "'embedded', float32 [?, 64]; 'answer', float32 [?, 10]");
            StringAssert.Contains(line, "--scores or --features-output");
        }

        ToolResult inspected = ToolProcess.Run("inspect", model, "--scores", "answer").Expect(0);
        foreach (string part in (string[])["another tool", "channels last", "any number", "a guess", "answer: logits", "--labels", "embedded: 64 values"])
            StringAssert.Contains(inspected.Out, part);
        File.WriteAllLines(folder.File("names.txt"), Enumerable.Range(0, 10).Select(i => $"class {i}"));
        string[] told = ["--scores", "answer", "--labels", folder.File("names.txt"), "--preprocessing", "{\"antialias\":true}"];
        inspected = ToolProcess.Run(["inspect", model, .. told]).Expect(0);
        StringAssert.Contains(inspected.Out, "class 0, class 1");
        Assert.DoesNotContain("a guess", inspected.Out);
        StringAssert.Contains(ToolProcess.Run(["classify", photo, "--model", model, .. told]).Expect(0).Out, "class 5");
        ToolProcess.Run("features", photo, "--model", model, "--features-output", "embedded", "--output", folder.File("a.npy")).Expect(0);
    }

    [TestMethod]
    [DataRow("there is no such output", "--scores", "nothing")]
    [DataRow("10 class names are expected", "--labels", "short.txt")]
    [DataRow("cannot be read", "--labels", "absent.txt")]
    [DataRow("line 2 is empty", "--labels", "blank.txt")]
    [DataRow("the input's height is 64", "--size", "32")]
    [DataRow("--size is a number", "--size", "32x32x3")]
    [DataRow("--size is a number", "--size", "0")]
    [DataRow("3 channels", "--layout", "channels-first")]
    [DataRow("'sideways'", "--layout", "sideways")]
    [DataRow("--preprocessing is google", "--preprocessing", "{\"resize\":\"stretch\"}")]
    [DataRow("--preprocessing is google", "--preprocessing", "torch")]
    public void WrongOptionsAreNamed(string part, string option, string value)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("short.txt"), "one\ntwo\n");
        File.WriteAllText(folder.File("blank.txt"), "one\n\nthree\n");
        string told = option == "--labels" ? folder.File(value) : value;
        ToolResult result = ToolProcess.Run("inspect", Write(folder, []), option, told).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines[0], part);
    }

    [TestMethod]
    public void AConvertedModelSaysItItself()
    {
        StringAssert.Contains(ToolProcess.Run("inspect", TinyModel.Model, "--scores", "logits").Expect(2).ErrorLines.Single(), "Leave it out");
        StringAssert.Contains(ToolProcess.Run("inspect", TinyModel.Model, "--preprocessing", "timm").Expect(0).Out, "timm");
    }

    /// <summary>Writes the tiny model's graph, with names of the same length in place of some, and nothing about who made it.</summary>
    internal static string Write(TemporaryFolder folder, (string From, string To)[] names)
    {
        byte[] model = File.ReadAllBytes(TinyModel.Model);
        using var other = new MemoryStream();
        for (int at = 0; at < model.Length;)
        {
            int start = at;
            ulong tag = ReadNumber(model, ref at);
            ulong value = ReadNumber(model, ref at);
            at += (tag & 7) == 2 ? (int)value : 0;
            if (tag >> 3 is not (Producer or Metadata))
                other.Write(model, start, at - start);
        }

        byte[] bytes = other.ToArray();
        foreach ((string from, string to) in names)
        {
            byte[] old = Encoding.ASCII.GetBytes(from), replacement = Encoding.ASCII.GetBytes(to);
            Assert.HasCount(old.Length, replacement);
            for (int at = 0, found; (found = bytes.AsSpan(at).IndexOf(old)) >= 0; at += found + old.Length)
                replacement.CopyTo(bytes, at + found);
        }

        string path = folder.File("other.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static ulong ReadNumber(byte[] bytes, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }
    }
}
