using SkiaSharp;

namespace VitMlNet.Cli.Tests.Processes;

[TestClass]
public sealed class ExplainTests
{
    private static readonly string Images = Path.Combine(RepositoryPaths.Root, "samples", "images");

    [TestMethod]
    [DataRow("heat.png", SKEncodedImageFormat.Png)]
    [DataRow("heat.JPG", SKEncodedImageFormat.Jpeg)]
    [DataRow("heat.jpeg", SKEncodedImageFormat.Jpeg)]
    public void APictureIsWrittenAndTheClassesAreThoseOfClassify(string name, SKEncodedImageFormat format)
    {
        using var folder = new TemporaryFolder();
        string photo = Path.Combine(Images, "coffee.png");
        ToolResult result = ToolProcess.Run("explain", photo, "--model", "vit-demo", "--output", folder.File(name), "--top", "3").Expect(0);
        Assert.AreEqual("", result.Error);
        Assert.AreEqual(ToolProcess.Run("classify", photo, "--model", "vit-demo", "--top", "3").Expect(0).Out, result.Out);
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        using SKCodec codec = SKCodec.Create(folder.File(name));
        Assert.AreEqual(format, codec.EncodedFormat);
        using SKCodec original = SKCodec.Create(photo);
        Assert.AreEqual(original.Info.Size, codec.Info.Size);
    }

    [TestMethod]
    public void OptionsChangeThePicture()
    {
        using var folder = new TemporaryFolder();
        string[][] options = [[], ["--opacity", "0.9"], ["--colors", "viridis"], ["--preprocessing", "timm"], ["--opacity", "0"]];
        for (int i = 0; i < options.Length; i++)
            ToolProcess.Run(["explain", Path.Combine(Images, "chelsea.png"), "--output", folder.File($"{i}.png"), .. options[i]]).Expect(0);
        byte[][] pictures = [.. options.Select((_, i) => Pixels(folder.File($"{i}.png")))];
        Assert.AreEqual(options.Length, pictures.Select(Convert.ToBase64String).Distinct().Count());
        CollectionAssert.AreEqual(Pixels(Path.Combine(Images, "chelsea.png")), pictures[^1]);
    }

    [TestMethod]
    public void AModelWithoutAttentionIsRefusedWithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = ToolProcess.Run("explain", Path.Combine(Images, "coffee.png"), "--model", TinyModel.Model, "--output", folder.File("heat.png")).Expect(2);
        StringAssert.Contains(result.ErrorLines.Single(), "--attention");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void AModelWithoutClassesIsExplainedToo()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = folder.File("headless.npz"), model = folder.File("headless.onnx"), photo = Path.Combine(Images, "coffee.png");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get("tiny_vit") with { Classes = 0 });
        ToolProcess.Run("convert", checkpoint, "--output", model, "--attention").Expect(0);
        ToolResult result = ToolProcess.Run("explain", photo, "--model", model, "--output", folder.File("heat.png")).Expect(0);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines.Single(), "no classes");
        Assert.AreNotEqual(Convert.ToBase64String(Pixels(photo)), Convert.ToBase64String(Pixels(folder.File("heat.png"))));
    }

    [TestMethod]
    public void ABadPhotographIsNamedAndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        string photos = TestPhotos.WriteMixedFolder(folder);
        foreach (string photo in (string[])[.. TestPhotos.BadIn(photos), Path.Combine(photos, "absent.jpg"), Path.Combine(photos, "notes.txt")])
        {
            ToolResult result = ToolProcess.Run("explain", photo, "--model", "vit-demo", "--output", folder.File("heat.png")).Expect(1);
            Assert.AreEqual("", result.Out);
            StringAssert.StartsWith(result.ErrorLines.Single(), $"vitmlnet: {photo}: ");
        }

        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    [DataRow(".png, .jpg or .jpeg", "explain", "a.jpg", "--output", "heat.gif")]
    [DataRow("--output", "explain", "a.jpg")]
    [DataRow("PHOTO", "explain", "--output", "heat.png")]
    [DataRow("--opacity is from 0 to 1, not 2", "explain", "a.jpg", "--output", "heat.png", "--opacity", "2")]
    [DataRow("'much'", "explain", "a.jpg", "--output", "heat.png", "--opacity", "much")]
    [DataRow("'jet'", "explain", "a.jpg", "--output", "heat.png", "--colors", "jet")]
    [DataRow("--top is at least 1", "explain", "a.jpg", "--output", "heat.png", "--top", "0")]
    [DataRow("is also read", "explain", "a.png", "--output", "a.png", "--model", "vit-demo")]
    [DataRow("one image", "explain", ".", "--output", "heat.png", "--model", "vit-demo")]
    [DataRow("Make it first", "explain", "a.png", "--output", "no/such/folder/heat.png", "--model", "vit-demo")]
    public void WrongUsageIsNamed(string part, params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(arguments).Expect(2);
        Assert.AreEqual("", result.Out);
        StringAssert.Contains(result.ErrorLines[0], part);
    }

    private static byte[] Pixels(string file)
    {
        using SKBitmap bitmap = SKBitmap.Decode(file);
        return [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
    }
}
