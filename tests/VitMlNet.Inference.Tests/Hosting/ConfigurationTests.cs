using System.Drawing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VitMlNet.Inference.Tests;

/// <summary>Options from an application's configuration.</summary>
[TestClass]
public sealed class ConfigurationTests
{
    [TestMethod]
    public void Every_option_is_read()
    {
        VitPredictorServiceOptions options = Read(new()
        {
            ["ModelPath"] = "model.onnx",
            ["Preprocessing"] = "timm",
            ["BatchSize"] = "16",
            ["CombineConcurrentCalls"] = "false",
            ["includeattention"] = "True",
            ["ReloadOnChange"] = "true",
            ["ReloadInterval"] = "0:0:2",
            ["HealthCheckInterval"] = "00:00:30",
            ["Session:ThreadCount"] = "1",
            ["Session:ExecutionProvider"] = "cuda",
            ["Session:DeviceId"] = "2",
            ["Session:FallbackToCpu"] = "true",
            ["Images:MaxPixels"] = "5000000000",
            ["Images:MaxEncodedBytes"] = "1000",
            ["Images:AllowScaledDecoding"] = "true",
            ["Images:BackgroundColor"] = "#0a141e",
            ["ModelOptions:Labels:0"] = "cat",
            ["ModelOptions:Labels:1"] = "dog",
            ["ModelOptions:Preprocessing"] = "mlnet",
            ["ModelOptions:Layout"] = "ChannelsFirst",
            ["ModelOptions:Height"] = "8",
            ["ModelOptions:Width"] = "9",
            ["ModelOptions:ScoresOutput"] = "logits",
            ["ModelOptions:ScoresAreProbabilities"] = "true",
            ["ModelOptions:FeaturesOutput"] = "features",
        });
        Assert.AreEqual(("model.onnx", VitPreprocessing.Timm, 16, false, true), (options.ModelPath, options.Preprocessing, options.BatchSize, options.CombineConcurrentCalls, options.IncludeAttention));
        Assert.AreEqual((true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), (options.ReloadOnChange, options.ReloadInterval, options.HealthCheckInterval));
        Assert.AreEqual((1, VitExecutionProvider.Cuda, 2, true), (options.Session.ThreadCount, options.Session.ExecutionProvider, options.Session.DeviceId, options.Session.FallbackToCpu));
        Assert.AreEqual((5_000_000_000, 1000, true), (options.Images.MaxPixels, options.Images.MaxEncodedBytes, options.Images.AllowScaledDecoding));
        Assert.AreEqual(Color.FromArgb(255, 10, 20, 30), options.Images.BackgroundColor);
        VitModelOptions model = options.ModelOptions!;
        CollectionAssert.AreEqual(new[] { "cat", "dog" }, model.Labels!.ToArray());
        Assert.AreEqual((VitPreprocessing.MlNet, VitPixelLayout.ChannelsFirst, 8, 9), (model.Preprocessing, model.Layout, model.Height, model.Width));
        Assert.AreEqual(("logits", true, "features"), (model.ScoresOutput, model.ScoresAreProbabilities, model.FeaturesOutput));
    }

    [TestMethod]
    public void What_is_left_out_has_the_defaults()
    {
        VitPredictorServiceOptions options = Read(new() { ["ModelPath"] = "model.onnx" });
        Assert.AreEqual((8, null, false, false), (options.BatchSize, options.CombineConcurrentCalls, options.IncludeAttention, options.ReloadOnChange));
        Assert.IsNull(options.Preprocessing);
        Assert.IsNull(options.ModelOptions);
        Assert.IsNull(options.Session.ThreadCount);
        Assert.AreEqual((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)), (options.ReloadInterval, options.HealthCheckInterval));
    }

    [TestMethod]
    [DataRow("ModelPath", null, "the path of a model file is expected, and there is none")]
    [DataRow("ModelPath:Name", "a", "one text is expected, and a section with values of its own was found")]
    [DataRow("BatchSize", "many", "a whole number is expected, and 'many' was found")]
    [DataRow("BatchSize", "0", "'0' is out of range")]
    [DataRow("BatchSize", "9999999999", "a whole number is expected")]
    [DataRow("BatchSize", "", "a whole number is expected, and '' was found")]
    [DataRow("CombineConcurrentCalls", "yes", "true or false is expected, and 'yes'")]
    [DataRow("ReloadInterval", "5", "hours:minutes:seconds")]
    [DataRow("ReloadInterval", "00:00:00", "'00:00:00' is out of range")]
    [DataRow("HealthCheckInterval", "-00:00:01", "is out of range")]
    [DataRow("Preprocessing", "magic", "Allowed are google, timm, mlnet")]
    [DataRow("Session:ThreadCount", "0", "'0' is out of range")]
    [DataRow("Session:ExecutionProvider", "gpu", "Cpu or Cuda or TensorRT or DirectML or CoreML or OpenVino is expected, and 'gpu'")]
    [DataRow("Session:ExecutionProvider", "77", "Cpu or Cuda")]
    [DataRow("Session", "cpu", "a section with values of its own is expected, and 'cpu'")]
    [DataRow("Images:MaxPixels", "-1", "out of range")]
    [DataRow("Images:BackgroundColor", "red", "a colour such as #ffffff is expected, and 'red'")]
    [DataRow("ModelOptions:Labels", "cat", "a list of texts is expected, and 'cat'")]
    [DataRow("ModelOptions:Labels:0:Name", "cat", "a list of texts is expected, and another section")]
    [DataRow("ModelOptions:Height", "0", "out of range")]
    [DataRow("Batchsizes", "3", "one of the keys ModelPath, ModelOptions, Session, Images, Preprocessing, BatchSize")]
    [DataRow("Session:Threads", "3", "one of the keys ExecutionProvider, DeviceId, FallbackToCpu, ThreadCount is expected, and 'Threads' was found")]
    public void What_is_wrong_is_named_with_its_key(string key, string? value, string message)
    {
        var values = new Dictionary<string, string?> { ["ModelPath"] = "model.onnx", ["HealthCheckInterval"] = "00:00:30" };
        if (key.StartsWith("ModelPath", StringComparison.Ordinal))
            values.Remove("ModelPath");
        if (value is not null)
            values[key] = value;
        var e = Assert.ThrowsExactly<VitConfigurationException>(() => Read(values));
        Assert.StartsWith("VitPredictor:", e.Key);
        Assert.StartsWith($"VitPredictor:{key}"[..e.Key.Length], e.Key);
        Assert.StartsWith($"{e.Key}: ", e.Message);
        Assert.Contains(message, e.Message);
    }

    [TestMethod]
    public async Task A_container_reads_it_when_the_model_is_needed()
    {
        using var scene = new Scene(1);
        IConfigurationRoot configuration = Configuration(new() { ["ModelPath"] = scene.Model.Path, ["BatchSize"] = "2" });
        using var application = new Application(services => services
            .AddVitPredictor(configuration.GetSection("VitPredictor"), options => options.IncludeAttention = false)
            .AddKeyedVitPredictor("other", configuration.GetSection("Other")));
        configuration["VitPredictor:BatchSize"] = "5";
        Assert.AreEqual(5, application.Predictor.Options.BatchSize);
        Assert.ThrowsExactly<VitConfigurationException>(() => application.Services.GetRequiredKeyedService<VitPredictor>("other"));
        Assert.Contains("Other:ModelPath", (await application.CheckAsync("vitmlnet:other")).Description!);
    }

    private static VitPredictorServiceOptions Read(Dictionary<string, string?> values) => PredictorConfiguration.Read(Configuration(values).GetSection("VitPredictor"));

    private static IConfigurationRoot Configuration(Dictionary<string, string?> values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"VitPredictor:{value.Key}", value.Value)))
        .Build();
}
