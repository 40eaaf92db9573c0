using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VitMlNet.Inference.Tests;

/// <summary>An application is healthy when its model has predicted.</summary>
[TestClass]
public sealed class HealthCheckTests
{
    [TestMethod]
    public async Task A_working_model_is_healthy_and_is_not_run_for_every_probe()
    {
        using var scene = new Scene(0);
        using var application = new Application(services => services.AddVitPredictor(scene.Model.Path, options => options.HealthCheckInterval = TimeSpan.FromSeconds(30)));
        HealthReportEntry entry = await application.CheckAsync();
        Assert.AreEqual(HealthStatus.Healthy, entry.Status);
        Assert.Contains(scene.Model.Path, entry.Description!);
        for (int second = 1; second < 30; second++)
        {
            application.Time.Advance(TimeSpan.FromSeconds(1));
            await application.CheckAsync();
        }

        Assert.AreEqual(1, scene.Runs);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => application.CheckAsync()));
        application.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => application.CheckAsync()));
        Assert.AreEqual(2, scene.Runs);
    }

    [TestMethod]
    public async Task A_model_of_NaN_is_unhealthy_with_the_reason()
    {
        using var scene = new Scene(0, new TinyModel { Change = model => PredictorTests.SetNaN(model, "w1") });
        using var application = new Application(services => services.AddVitPredictor(scene.Model.Path));
        for (int probe = 0; probe < 3; probe++)
        {
            HealthReportEntry entry = await application.CheckAsync();
            Assert.AreEqual(HealthStatus.Unhealthy, entry.Status);
            Assert.IsInstanceOfType<VitModelException>(entry.Exception);
            Assert.Contains(scene.Model.Path, entry.Description!);
            Assert.Contains("NaN", entry.Description!);
        }

        Assert.AreEqual(1, scene.Runs, "failures are kept too");
    }

    [TestMethod]
    public async Task A_model_that_appears_later_becomes_healthy()
    {
        using var scene = new Scene(0);
        string path = scene.Folder.File("later.onnx");
        using var application = new Application(services => services.AddVitPredictor(path));
        Assert.Contains("no such file", (await application.CheckAsync()).Description!);
        File.Copy(scene.Model.Path, path);
        Assert.AreEqual(HealthStatus.Unhealthy, (await application.CheckAsync()).Status);
        application.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual(HealthStatus.Healthy, (await application.CheckAsync()).Status);
    }

    [TestMethod]
    public async Task A_replaced_model_is_checked_at_once()
    {
        using Scene scene = new(0), other = new(0);
        using var application = new Application(services => services.AddVitPredictor(scene.Model.Path));
        await application.CheckAsync();
        application.Predictor.ReplaceModel(other.Model);
        Assert.Contains(other.Model.Path, (await application.CheckAsync()).Description!);
        Assert.AreEqual(2, other.Runs, "when it was replaced, and for the probe");
    }

    [TestMethod]
    public async Task A_disposed_predictor_is_unhealthy()
    {
        using var scene = new Scene(0);
        using var application = new Application(services => services.AddVitPredictor(scene.Model.Path, options => options.HealthCheckInterval = TimeSpan.Zero));
        application.Predictor.Dispose();
        Assert.AreEqual(HealthStatus.Unhealthy, (await application.CheckAsync()).Status);
    }
}
