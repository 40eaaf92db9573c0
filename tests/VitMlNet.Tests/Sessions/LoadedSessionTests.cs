using Microsoft.ML;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Sessions;

/// <summary>The session options of a pipeline that was loaded.</summary>
[TestClass]
public sealed class LoadedSessionTests
{
    [TestMethod]
    public void A_loaded_pipeline_runs_its_model_with_the_options_given()
    {
        using var folder = new TemporaryFolder();
        (string archive, Photo photo, float[] expected) = Save(folder);
        var context = new MLContext();
        var options = new VitSessionOptions { ThreadCount = 1 };

        using var loaded = (VitImageTransformer)context.Model.LoadVit(archive, out _, options);
        using SharedSession withOptions = SharedSession.Open(loaded.Model, options), withDefaults = SharedSession.Open(loaded.Model, new VitSessionOptions());
        using PredictionEngine<Photo, Prediction> engine = context.Model.CreateVitPredictionEngine<Photo, Prediction>(loaded);
        CollectionAssert.AreEqual(expected, engine.Predict(photo).Score);
        Assert.AreEqual((1, 0), (withOptions.Images, withDefaults.Images));
    }

    [TestMethod]
    public void An_absent_provider_is_named_or_fallen_back_from()
    {
        using var folder = new TemporaryFolder();
        (string archive, Photo photo, float[] expected) = Save(folder);
        var context = new MLContext();
        var openVino = new VitSessionOptions { ExecutionProvider = VitExecutionProvider.OpenVino };

        VitModelException error = Assert.ThrowsExactly<VitModelException>(() => context.Model.LoadVit(archive, out _, openVino));
        Assert.Contains("OpenVino", error.Message);

        ITransformer loaded = context.Model.LoadVit(archive, out _,
            new VitSessionOptions { ExecutionProvider = VitExecutionProvider.OpenVino, FallbackToCpu = true });
        using PredictionEngine<Photo, Prediction> engine = context.Model.CreateVitPredictionEngine<Photo, Prediction>(loaded);
        CollectionAssert.AreEqual(expected, engine.Predict(photo).Score);
        (loaded as IDisposable)?.Dispose();
    }

    private static (string Archive, Photo Photo, float[] Score) Save(TemporaryFolder folder)
    {
        var context = new MLContext();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("model.onnx")));
        var photo = new Photo { ImagePath = Photos.Write(folder, 1)[0] };
        IDataView data = context.Data.LoadFromEnumerable([photo]);
        using VitImageTransformer transformer = context.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(data);
        using PredictionEngine<Photo, Prediction> engine = context.Model.CreateVitPredictionEngine<Photo, Prediction>(transformer);
        string archive = folder.File("model.zip");
        context.Model.SaveVit(transformer, data.Schema, archive);
        return (archive, photo, engine.Predict(photo).Score);
    }
}
