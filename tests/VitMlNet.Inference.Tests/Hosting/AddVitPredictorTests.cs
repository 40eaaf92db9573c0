using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace VitMlNet.Inference.Tests;

/// <summary>Predictors in an application's container.</summary>
[TestClass]
public sealed class AddVitPredictorTests
{
    [TestMethod]
    public async Task One_singleton_serves_parallel_requests_with_their_own_answers()
    {
        using var scene = new Scene(10);
        using var single = new VitPredictor(scene.Model);
        VitClassification[] expected = [.. scene.Paths.Select(path => single.Classify(path))];
        using var application = new Application(services => services.AddVitPredictor(scene.Model.Path));
        await Parallel.ForAsync(0, 80, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, token) =>
        {
            using IServiceScope scope = application.Services.CreateScope();
            VitPredictor predictor = scope.ServiceProvider.GetRequiredService<VitPredictor>();
            Assert.AreSame(application.Predictor, predictor);
            VitClassification result = await predictor.ClassifyAsync(File.ReadAllBytes(scene.Paths[request % 10]), token);
            Assert.AreEqual(expected[request % 10].Label, result.Label);
            Scene.AssertNear(expected[request % 10].Scores.ToArray(), result.Scores.ToArray(), 1e-5f);
        });
        (LogLevel level, string text) = application.Log.Entries.Single();
        Assert.AreEqual(LogLevel.Information, level);
        Assert.Contains(scene.Model.Path, text);
    }

    [TestMethod]
    public void The_container_disposes_it()
    {
        using var scene = new Scene(1);
        var application = new Application(services => services.AddVitPredictor(scene.Model.Path, options => options.ReloadOnChange = true));
        VitPredictor predictor = application.Predictor;
        predictor.Classify(scene.Paths[0]);
        application.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.Classify(scene.Paths[0]));
    }

    [TestMethod]
    public void Options_may_come_from_other_services_and_options_of_any_base()
    {
        using var scene = new Scene(1);
        Action<VitPredictorOptions> ofTheBase = options => options.Images.MaxPixels = 5;
        using var application = new Application(services => services
            .AddSingleton(new VitPredictorOptions { BatchSize = 3 })
            .AddVitPredictor(scene.Model.Path, (provider, options) => options.BatchSize = provider.GetRequiredService<VitPredictorOptions>().BatchSize)
            .AddKeyedVitPredictor("small", scene.Model.Path, ofTheBase));
        Assert.AreEqual(3, application.Predictor.Options.BatchSize);
        VitPredictor small = application.Services.GetRequiredKeyedService<VitPredictor>("small");
        Assert.ThrowsExactly<VitImageException>(() => small.Classify(scene.Paths[0]));
    }

    [TestMethod]
    public async Task Keyed_predictors_stand_beside_each_other()
    {
        using Scene first = new(1), second = new(0, new TinyModel { Seed = 2, Labels = ["a", "b", "c", "d", "e"] });
        using var application = new Application(services => services
            .AddKeyedVitPredictor("animals", first.Model.Path)
            .AddKeyedVitPredictor("letters", second.Model.Path, (_, options) => options.ModelOptions = new VitModelOptions { Labels = ["v", "w", "x", "y", "z"] }));
        CollectionAssert.AreEqual(TinyModel.Animals, application.Services.GetRequiredKeyedService<VitPredictor>("animals").Labels.ToArray());
        CollectionAssert.AreEqual(new[] { "v", "w", "x", "y", "z" }, application.Services.GetRequiredKeyedService<VitPredictor>("letters").Labels.ToArray());
        Assert.IsNull(application.Services.GetService<VitPredictor>());
        Assert.AreEqual(HealthStatus.Healthy, (await application.CheckAsync("vitmlnet:animals")).Status);
        Assert.AreEqual(HealthStatus.Healthy, (await application.CheckAsync("vitmlnet:letters")).Status);
    }

    [TestMethod]
    public async Task An_application_may_create_it()
    {
        using var scene = new Scene(1);
        using var application = new Application(services => services
            .AddSingleton(scene.Model)
            .AddVitPredictor(provider => new VitPredictor(provider.GetRequiredService<VitModel>(), new VitPredictorOptions { BatchSize = 3 })));
        VitPredictor predictor = application.Predictor;
        Assert.AreSame(predictor, application.Predictor);
        Assert.AreEqual(3, predictor.Options.BatchSize);
        predictor.Classify(scene.Paths[0]);
        Assert.AreEqual(HealthStatus.Healthy, (await application.CheckAsync()).Status);
        application.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => predictor.Classify(scene.Paths[0]));
    }

    [TestMethod]
    public async Task The_last_registration_counts_in_the_health_check_too()
    {
        using var scene = new Scene(0);
        using var application = new Application(services => services.AddVitPredictor("absent.onnx").AddVitPredictor(scene.Model.Path));
        Assert.AreEqual(scene.Model.Path, application.Predictor.Model.Path);
        Assert.AreEqual(HealthStatus.Healthy, (await application.CheckAsync()).Status);
    }

    [TestMethod]
    public void Wrong_registrations_are_refused_and_absent_files_when_the_model_is_needed()
    {
        var services = new ServiceCollection();
        Assert.ThrowsExactly<ArgumentException>(() => services.AddVitPredictor(""));
        Assert.ThrowsExactly<ArgumentNullException>(() => services.AddVitPredictor((string)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => services.AddVitPredictor("a.onnx", (Action<VitPredictorServiceOptions>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => services.AddKeyedVitPredictor("key", "a.onnx", (Action<IServiceProvider, VitPredictorServiceOptions>)null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitPredictorServiceOptions { ReloadInterval = TimeSpan.Zero });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitPredictorServiceOptions { HealthCheckInterval = TimeSpan.FromSeconds(-1) });
        using var application = new Application(container => container.AddVitPredictor("absent.onnx"));
        Assert.Contains("no such file", Assert.ThrowsExactly<VitModelException>(() => application.Predictor).Message);
    }
}
