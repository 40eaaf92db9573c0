using Microsoft.ML;

namespace VitMlNet.Tests.Pipeline;

/// <summary>Damaged archives give a pipeline or the library's exception, and nothing else.</summary>
[TestClass]
public sealed class PipelineFuzzTests
{
    private const int Files = 300;

    [TestMethod]
    [TestCategory("Long")]
    [DoNotParallelize]
    public void Mutated_archives_are_loaded_or_refused()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        IDataView photos = ml.Data.LoadFromEnumerable<Photo>([]);
        using (var fitted = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Append(ml.Transforms.CopyColumns("Copy", "Score")).Fit(photos))
        {
            ml.Model.SaveVit(fitted, photos.Schema, folder.File("vit.zip"));
            ml.Model.Save(fitted, photos.Schema, folder.File("plain.zip"));
        }

        byte[][] originals = [File.ReadAllBytes(folder.File("vit.zip")), File.ReadAllBytes(folder.File("plain.zip"))];
        var random = new Random(Mutations.Seed);
        int loaded = 0, refused = 0;
        for (int i = 0; i < Mutations.Count(Files); i++)
        {
            string path = folder.Write("mutated.zip", Mutations.Of(originals[i % originals.Length], random));
            try
            {
                ((IDisposable)ml.Model.LoadVit(path, out _)).Dispose();
                loaded++;
            }
            catch (VitException)
            {
                refused++;
            }
        }

        Assert.IsGreaterThan(0, loaded);
        Assert.IsGreaterThan(0, refused);
    }
}
