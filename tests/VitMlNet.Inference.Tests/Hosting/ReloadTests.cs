using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VitMlNet.Inference.Tests;

/// <summary>A model file that is replaced takes the place of the one in use.</summary>
[TestClass]
public sealed class ReloadTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    [TestMethod]
    public void A_new_file_is_used_when_it_has_been_the_same_twice()
    {
        using var scene = new Scene(1);
        using var application = Start(scene);
        float[] before = application.Predictor.Featurize(scene.Paths[0]);
        Scene.Replace(scene.Model.Path, new TinyModel { Seed = 2, Labels = ["a", "b", "c", "d", "e"] });
        application.Time.Advance(s_interval);
        CollectionAssert.AreEqual(before, application.Predictor.Featurize(scene.Paths[0]), "it may still be being written");
        application.Time.Advance(s_interval);
        CollectionAssert.AreNotEqual(before, application.Predictor.Featurize(scene.Paths[0]));
        Assert.AreEqual("a", application.Predictor.Labels[0]);
        Assert.Contains("Replaced", application.Log.Entries.Last().Text);
        int entries = application.Log.Entries.Count;
        application.Time.Advance(10 * s_interval);
        Assert.HasCount(entries, application.Log.Entries, "it is loaded once");

        Scene.Replace(scene.Model.Path, new TinyModel { Seed = 3 });
        application.Time.Advance(2 * s_interval);
        Assert.AreEqual(TinyModel.Animals[0], application.Predictor.Labels[0]);
    }

    [TestMethod]
    public void A_file_that_is_being_written_is_left_alone()
    {
        using var scene = new Scene(1);
        using var application = Start(scene);
        VitModel first = application.Predictor.Model;
        for (int length = 100; length < 1000; length += 100)
        {
            File.WriteAllBytes(scene.Model.Path, new byte[length]);
            application.Time.Advance(s_interval);
        }

        Assert.AreSame(first, application.Predictor.Model);
        Assert.IsFalse(application.Log.Entries.Any(entry => entry.Level == LogLevel.Error));
    }

    [TestMethod]
    public void A_bad_file_is_logged_once_and_the_model_in_use_stays()
    {
        using var scene = new Scene(1);
        using var application = Start(scene);
        float[] before = application.Predictor.Featurize(scene.Paths[0]);
        Action[] damages =
        [
            () => File.WriteAllText(scene.Model.Path, "no model"),
            () => Scene.Replace(scene.Model.Path, new TinyModel { Change = model => PredictorTests.SetNaN(model, "w1") }),
            () => File.Delete(scene.Model.Path),
        ];
        string[] reasons = ["ONNX model is expected", "NaN", "no such file"];
        for (int i = 0; i < damages.Length; i++)
        {
            damages[i]();
            application.Time.Advance(6 * s_interval);
            (LogLevel Level, string Text)[] errors = [.. application.Log.Entries.Where(entry => entry.Level == LogLevel.Error)];
            Assert.HasCount(i + 1, errors);
            Assert.Contains(reasons[i], errors[i].Text);
            Assert.Contains("the model in use stays", errors[i].Text);
            CollectionAssert.AreEqual(before, application.Predictor.Featurize(scene.Paths[0]));
        }

        new TinyModel { Seed = 4 }.Write(scene.Model.Path);
        application.Time.Advance(2 * s_interval);
        CollectionAssert.AreNotEqual(before, application.Predictor.Featurize(scene.Paths[0]));
    }

    [TestMethod]
    public void Nothing_is_replaced_without_the_option()
    {
        using var scene = new Scene(1);
        using var application = new Application(services => services.AddVitPredictor(scene.Model.Path));
        float[] before = application.Predictor.Featurize(scene.Paths[0]);
        Scene.Replace(scene.Model.Path, new TinyModel { Seed = 2 });
        application.Time.Advance(6 * s_interval);
        CollectionAssert.AreEqual(before, application.Predictor.Featurize(scene.Paths[0]));
    }

    [TestMethod]
    public void A_link_that_is_pointed_at_another_file_is_noticed()
    {
        using var scene = new Scene(1);
        string link = scene.Folder.File("current.onnx");
        try
        {
            File.CreateSymbolicLink(link, scene.Model.Path);
        }
        catch (IOException e)
        {
            Assert.Inconclusive($"needs symbolic links: {e.Message}");
        }

        using var application = new Application(services => services.AddVitPredictor(link, options => options.ReloadOnChange = true));
        float[] before = application.Predictor.Featurize(scene.Paths[0]);
        string second = new TinyModel { Seed = 2 }.Write(scene.Folder.File("second.onnx"));
        File.CreateSymbolicLink(scene.Folder.File("next"), second);
        File.Move(scene.Folder.File("next"), link, overwrite: true);
        application.Time.Advance(2 * s_interval);
        CollectionAssert.AreNotEqual(before, application.Predictor.Featurize(scene.Paths[0]));
    }

    private static Application Start(Scene scene)
    {
        var application = new Application(services => services.AddVitPredictor(scene.Model.Path, options => options.ReloadOnChange = true));
        _ = application.Predictor;
        return application;
    }
}
