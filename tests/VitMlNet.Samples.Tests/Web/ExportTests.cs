using System.Net.Http.Json;

namespace VitMlNet.Samples.Tests.Web;

/// <summary>A folder that another tool left is served by the web sample.</summary>
[TestClass]
public sealed class ExportTests
{
    [TestMethod]
    public async Task A_folder_with_an_export_is_served()
    {
        using var folder = new TemporaryFolder();
        string export = folder.File("export");
        Directory.CreateDirectory(Path.Combine(export, "onnx"));
        new OtherExport { Open = [(1, "num_channels"), (2, "height"), (3, "width")], Scores = "output" }.Write(Path.Combine(export, "onnx", "model.onnx"));
        File.WriteAllText(Path.Combine(export, "config.json"), """{"model_type":"vit","id2label":{"0":"a","1":"b","2":"c","3":"d","4":"e"}}""");
        File.WriteAllText(
            Path.Combine(export, "preprocessor_config.json"), """{"image_processor_type":"ViTImageProcessor","size":{"height":8,"width":8}}""");
        byte[] photograph = PngFile.Write(TestPicture.Noise(20, 30, 1));
        VitClassification expected;
        using (var predictor = new VitPredictor(VitModel.Open(export)))
            expected = predictor.Classify(photograph);

        using WebProcess web = await WebProcess.StartAsync($"ModelPath={export}");
        Assert.AreEqual("Healthy", await web.Client.GetStringAsync("health/ready"));
        using HttpResponseMessage response = await web.Client.PostAsync("api/classify", Uploads.Raw(photograph));
        Answers.Answer answer = (await response.Content.ReadFromJsonAsync<Answers.Answer>())!;
        Assert.AreEqual("export", answer.Model);
        Assert.IsNull(answer.Attention);
        CollectionAssert.AreEqual(expected.Top(5).Select(best => best.Label).ToArray(), answer.Predictions.Select(best => best.Label).ToArray());
        Assert.AreEqual(expected.Score, answer.Predictions[0].Score, 1e-5f);
    }
}
