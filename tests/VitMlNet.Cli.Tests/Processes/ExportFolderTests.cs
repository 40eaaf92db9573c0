namespace VitMlNet.Cli.Tests.Processes;

/// <summary>Folders as other tools leave them, by their paths, in every command that takes a model.</summary>
[TestClass]
public sealed class ExportFolderTests
{
    [TestMethod]
    public void A_folder_is_inspected_with_where_everything_is_from()
    {
        using var folder = new TemporaryFolder();
        string output = ToolProcess.Run("inspect", WriteExport(folder)).Expect(0).Out;
        foreach (string part in (string[])["onnx", "(from preprocessor_config.json)", "(from config.json)", "class 0, class 1", "\"resizeTo\":64"])
            StringAssert.Contains(output, part);
        Assert.DoesNotContain("a guess", output);
        StringAssert.Contains(ToolProcess.Run("inspect", folder.File("export"), "--precision", "q4").Expect(2).Error, "precision Q4");
        StringAssert.Contains(ToolProcess.Run("inspect", folder.Path).Expect(2).Error, "no .onnx file in");
    }

    [TestMethod]
    public void Photographs_are_classified_and_guesses_are_said_once()
    {
        using var folder = new TemporaryFolder();
        string export = WriteExport(folder), photos = ColouredPhotos.WriteFolder(folder, 2);
        ToolResult result = ToolProcess.Run("classify", photos, "--model", export, "--top", "1").Expect(0);
        StringAssert.Contains(result.Out, "class ");
        Assert.AreEqual("", result.Error);
        File.Delete(Path.Combine(export, "preprocessor_config.json"));
        string error = ToolProcess.Run("classify", photos, "--model", export, "--top", "1").Expect(0).Error;
        Assert.AreEqual(1, error.Split("the preprocessing is a guess").Length - 1, error);
        Assert.AreEqual("", ToolProcess.Run("classify", photos, "--model", export, "--preprocessing", "hf-clip").Expect(0).Error);
    }

    [TestMethod]
    public void Classes_are_learnt_from_its_features_and_the_pipeline_needs_no_file_beside_it()
    {
        using var folder = new TemporaryFolder();
        string export = WriteExport(folder), photos = ColouredPhotos.WriteFolder(folder, 8);
        ToolProcess.Run("train", photos, "--model", export, "--output", folder.File("colours.zip")).Expect(0);
        Directory.Move(export, folder.File("elsewhere"));
        ToolResult predicted = ToolProcess.Run("predict", folder.File("colours.zip"), Path.Combine(photos, "red", "0.png"), "--top", "1").Expect(0);
        StringAssert.Contains(predicted.Out, "red");
    }

    [TestMethod]
    public void Similar_photographs_are_found()
    {
        using var folder = new TemporaryFolder();
        string export = WriteExport(folder), photos = ColouredPhotos.WriteFolder(folder, 4);
        ToolResult result = ToolProcess.Run("similar", photos, Path.Combine(photos, "red", "0.png"), "--model", export, "--top", "1").Expect(0);
        StringAssert.Contains(result.Out, Path.Combine("red", ""));
    }

    [TestMethod]
    public void Its_classes_are_measured()
    {
        using var folder = new TemporaryFolder();
        string export = WriteExport(folder), photos = ColouredPhotos.WriteFolder(folder, 2);
        File.Delete(Path.Combine(export, "config.json"));
        File.WriteAllLines(Path.Combine(export, "labels.txt"), ["blue", "green", "red", .. Enumerable.Range(3, 7).Select(i => $"class {i}")]);
        StringAssert.Contains(ToolProcess.Run("evaluate", photos, "--model", export).Expect(0).Out, "blue");
    }

    [TestMethod]
    [DataRow("tjs_swin_features", "train")]
    [DataRow("hf_clip_v5_layout", "similar")]
    [DataRow("feature_map_4d", "train")]
    [DataRow("hf_dinov2", "similar")]
    [DataRow("timm_dinov2_reg", "train")]
    public void Exports_of_the_development_material_by_their_folders(string name, string command)
    {
        if (RepositoryPaths.Shared("data", "exports", "cases", name) is not { } export)
        {
            Assert.Inconclusive("needs ../shared/data/exports, which this machine lacks");
            return;
        }

        using var folder = new TemporaryFolder();
        string photos = ColouredPhotos.WriteFolder(folder, 6);
        string[] arguments = command == "train"
            ? ["train", photos, "--model", export, "--output", folder.File("colours.zip")]
            : ["similar", photos, Path.Combine(photos, "red", "0.png"), "--model", export];
        ToolProcess.Run(arguments).Expect(0);
        if (command == "train")
            ToolProcess.Run("predict", folder.File("colours.zip"), Path.Combine(photos, "red", "0.png")).Expect(0);
    }

    /// <summary>The tiny model as Optimum would leave it in a folder.</summary>
    private static string WriteExport(TemporaryFolder folder)
    {
        string export = folder.File("export");
        Directory.CreateDirectory(Path.Combine(export, "onnx"));
        File.Move(OtherModelTests.Write(folder, []), Path.Combine(export, "onnx", "model.onnx"));
        string labels = string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"{i}\":\"class {i}\""));
        File.WriteAllText(Path.Combine(export, "config.json"), "{\"model_type\":\"vit\",\"id2label\":{" + labels + "}}");
        File.WriteAllText(Path.Combine(export, "preprocessor_config.json"),
            """{"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":64},"crop_size":{"height":64,"width":64}}""");
        return export;
    }
}
