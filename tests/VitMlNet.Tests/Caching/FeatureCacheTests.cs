using System.Drawing;
using Microsoft.ML;
using Microsoft.ML.Data;
using VitMlNet.Tests.Imaging;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Caching;

[TestClass]
public sealed class FeatureCacheTests
{
    [TestMethod]
    public void A_second_pass_and_a_second_run_score_nothing()
    {
        using var scene = new CacheScene(7);
        float[][] expected = scene.Featurize(null).Features;
        using (VitFeatureCache cache = scene.Open())
        {
            for (int pass = 0; pass < 3; pass++)
            {
                (float[][] features, long scored) = scene.Featurize(cache);
                CacheScene.AssertEqual(expected, features);
                Assert.AreEqual((pass == 0 ? 7 : 0, 7, 7 * pass), (scored, cache.Misses, cache.Hits));
            }
        }

        using VitFeatureCache again = scene.Open();
        (float[][] found, long more) = scene.Featurize(again);
        CacheScene.AssertEqual(expected, found);
        Assert.AreEqual((0, 0, 7), (more, again.Misses, again.Hits));
    }

    [TestMethod]
    public void Bytes_find_what_paths_have_stored()
    {
        using var scene = new CacheScene(4);
        using VitFeatureCache cache = scene.Open();
        float[][] expected = scene.Featurize(cache).Features;
        IDataView bytes = scene.Context.Data.LoadFromEnumerable(scene.Paths.Select(path => new BytesPhoto { Bytes = File.ReadAllBytes(path) }).ToArray());
        (float[][] features, long scored) = scene.Featurize(bytes, "Bytes", new VitScoringOptions { Cache = cache });
        CacheScene.AssertEqual(expected, features);
        Assert.AreEqual(0, scored);
    }

    [TestMethod]
    public void Images_are_known_by_their_pixels_and_shape()
    {
        using var scene = new CacheScene(1);
        using VitFeatureCache cache = scene.Open();
        TestPicture picture = TestPicture.Noise(8, 16, 3);
        TestPicture[] pictures = [picture, picture, new TestPicture(16, 8, picture.Rgb)];
        ImagePhoto[] rows = [.. pictures.Select(each => new ImagePhoto { image = Photos.ToImage(each) })];
        IDataView data = scene.Context.Data.LoadFromEnumerable(rows);
        float[][] expected = scene.Featurize(data, "image", new VitScoringOptions { BatchSize = 1 }).Features;
        Assert.AreNotEqual(expected[0][0], expected[2][0]);
        for (int pass = 0; pass < 2; pass++)
            CacheScene.AssertEqual(expected, scene.Featurize(data, "image", new VitScoringOptions { Cache = cache, BatchSize = 1 }).Features);
        Assert.AreEqual(4, cache.Hits + cache.Misses - 2, "three rows and two different pictures, twice");
        Array.ForEach(rows, row => row.image!.Dispose());
    }

    [TestMethod]
    public void A_renamed_file_is_known_and_a_changed_one_is_not()
    {
        using var scene = new CacheScene(3);
        using VitFeatureCache cache = scene.Open();
        scene.Featurize(cache);
        File.Move(scene.Paths[0], scene.Paths[0] = scene.Folder.File("renamed.png"));
        File.WriteAllBytes(scene.Paths[1], SkiaFiles.Png(TestPicture.Noise(9, 9, 77)));
        (float[][] features, long scored) = scene.Featurize(cache);
        Assert.AreEqual(1, scored);
        CacheScene.AssertEqual(scene.Featurize(null).Features, features);
    }

    [TestMethod]
    public void The_same_image_twice_in_a_batch_is_scored_once()
    {
        using var scene = new CacheScene(3);
        string[] paths = [scene.Paths[0], scene.Paths[1], scene.Paths[0], scene.Paths[0], scene.Paths[2], scene.Paths[1]];
        IDataView data = scene.Context.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path }).ToArray());
        float[][] expected = scene.Featurize(data, "ImagePath", new VitScoringOptions { BatchSize = 3 }).Features;
        using VitFeatureCache cache = scene.Open();
        (float[][] features, long scored) = scene.Featurize(data, "ImagePath", new VitScoringOptions { BatchSize = 6, Cache = cache });
        Assert.AreEqual((3, 3), (scored, cache.Misses));
        for (int i = 0; i < paths.Length; i++)
            CollectionAssert.AreEqual(features[Array.IndexOf(paths, paths[i])], features[i]);
        for (int i = 0; i < paths.Length; i++)
            Assert.AreEqual(expected[i][0], features[i][0], 1e-6f);
    }

    [TestMethod]
    public void Bad_images_are_kept_as_rows_and_never_as_features()
    {
        using var scene = new CacheScene(5);
        File.WriteAllText(scene.Paths[1], "no image");
        File.Delete(scene.Paths[3]);
        byte[] whole = File.ReadAllBytes(scene.Paths[4]);
        File.WriteAllBytes(scene.Paths[4], whole[..(whole.Length / 2)]);
        var options = new VitScoringOptions { BatchSize = 3, OnError = VitImageErrorHandling.KeepRow };
        using VitFeatureCache cache = scene.Open();
        for (int pass = 0; pass < 2; pass++)
        {
            float[][] features = scene.Featurize(cache, options).Features;
            CollectionAssert.AreEqual(new[] { false, true, false, true, true }, features.Select(row => float.IsNaN(row[0])).ToArray());
            CollectionAssert.AreEqual(scene.Featurize(null, options).Features[2], features[2]);
            Assert.AreEqual((2, 2 * pass), (cache.Misses, cache.Hits));
        }

        File.WriteAllBytes(scene.Paths[4], whole);
        Assert.IsFalse(float.IsNaN(scene.Featurize(cache, options).Features[4][0]));
        Assert.ThrowsExactly<VitImageException>(() => scene.Featurize(cache), "the first bad row without KeepRow");
    }

    [TestMethod]
    public void What_changes_features_has_features_of_its_own()
    {
        using var scene = new CacheScene(2);
        using VitFeatureCache cache = scene.Open();
        var plain = new VitScoringOptions { BatchSize = 1 };
        scene.Featurize(cache, plain);
        foreach (VitScoringOptions other in new[]
        {
            plain.With(own => own.Preprocessing = VitPreprocessing.Timm),
            plain.With(own => own.Preprocessing = VitPreprocessing.Timm with { CropFraction = 1 }),
            plain.With(own => own.Images.BackgroundColor = Color.Red),
            plain.With(own => own.Images.AllowScaledDecoding = true),
        })
        {
            Assert.AreEqual(2, scene.Featurize(cache, other).Scored, other.ToString());
            Assert.AreEqual(0, scene.Featurize(cache, other).Scored, other.ToString());
        }

        Assert.HasCount(5, Directory.GetFiles(cache.Folder, "key.json", SearchOption.AllDirectories));
        Assert.Contains("\"preprocessing\": \"timm\"", string.Concat(Directory.GetFiles(cache.Folder, "key.json", SearchOption.AllDirectories)
            .Select(File.ReadAllText)));
    }

    [TestMethod]
    public void What_does_not_change_features_shares_them()
    {
        using var scene = new CacheScene(2);
        using VitFeatureCache cache = scene.Open();
        scene.Featurize(cache);
        foreach (VitScoringOptions other in new[]
        {
            new VitScoringOptions { BatchSize = 2 },
            new VitScoringOptions { Preprocessing = VitPreprocessing.Google },
            new VitScoringOptions { Session = new VitSessionOptions { ThreadCount = 1 } },
            new VitScoringOptions { OnError = VitImageErrorHandling.KeepRow,
                Images = new VitImageOptions { MaxPixels = 1000, BackgroundColor = Color.FromArgb(7, Color.White) } },
        })
        {
            scene.Featurize(cache, other);
            Assert.AreEqual(2, cache.Misses, other.ToString());
        }
    }

    [TestMethod]
    public void The_contents_of_the_models_files_count_and_not_their_names()
    {
        using var scene = new CacheScene(2);
        using VitFeatureCache cache = scene.Open();
        string first = new TinyModel { ExternalWeights = true }.Write(scene.Folder.File("a.onnx"));
        Featurize(first);
        string other = scene.Folder.File("b.onnx");
        File.Copy(first, other);
        Featurize(other);
        Assert.AreEqual((2, 2), (cache.Misses, cache.Hits), "the same files under another name");
        byte[] weights = File.ReadAllBytes(first + ".data");
        weights[40] ^= 1;
        File.WriteAllBytes(first + ".data", weights);
        Featurize(first);
        Assert.AreEqual((4, 2), (cache.Misses, cache.Hits), "other weights");

        void Featurize(string path)
        {
            using VitImageTransformer transformer = scene.Context.Transforms.VitFeaturizeImage("Features", VitModel.Open(path), "ImagePath",
                new VitScoringOptions { Cache = cache }).Fit(scene.Data);
            Assert.AreEqual(2, transformer.Transform(scene.Data).GetColumn<float[]>("Features").Count());
        }
    }

    [TestMethod]
    public void A_run_that_was_stopped_goes_on_after_its_last_batch()
    {
        using var scene = new CacheScene(9);
        using (VitFeatureCache cache = scene.Open())
        {
            using VitImageTransformer transformer = scene.Context.Transforms.VitFeaturizeImage("Features", scene.Model, "ImagePath",
                new VitScoringOptions { Cache = cache, BatchSize = 2 }).Fit(scene.Data);
            IDataView scored = transformer.Transform(scene.Data);
            using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Features"]]);
            for (int row = 0; row < 3; row++)
                cursor.MoveNext();
            Assert.IsInRange(4, 6, cache.Misses);
        }

        using VitFeatureCache again = scene.Open();
        (float[][] features, long calls) = scene.Featurize(again);
        Assert.IsInRange(3, 5, calls);
        CacheScene.AssertEqual(scene.Featurize(null).Features, features);
    }

    [TestMethod]
    public void Engines_use_it_and_saved_pipelines_do_without()
    {
        using var scene = new CacheScene(2);
        VitFeatureCache cache = scene.Open();
        using VitImageTransformer transformer = scene.Context.Transforms.VitFeaturizeImage("Features", scene.Model, "ImagePath",
            new VitScoringOptions { Cache = cache }).Fit(scene.Data);
        float[][] expected = [.. transformer.Transform(scene.Data).GetColumn<float[]>("Features")];
        using (PredictionEngine<Photo, FeaturesRow> engine = scene.Context.Model.CreateVitPredictionEngine<Photo, FeaturesRow>(transformer))
            CollectionAssert.AreEqual(expected[1], engine.Predict(new Photo { ImagePath = scene.Paths[1] }).Features);
        Assert.AreEqual((2, 1), (cache.Misses, cache.Hits));
        cache.Dispose();
        cache.Dispose();
        scene.Context.Model.SaveVit(transformer, scene.Data.Schema, scene.Folder.File("saved.zip"));
        ITransformer loaded = new MLContext().Model.LoadVit(scene.Folder.File("saved.zip"), out _);
        Assert.AreEqual(2, loaded.Transform(scene.Data).GetColumn<float[]>("Features").Count());
        ((IDisposable)loaded).Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.Transform(scene.Data).GetColumn<float[]>("Features").Count());
        Assert.ThrowsExactly<ObjectDisposedException>(() => scene.Featurize(cache));
    }

    [TestMethod]
    public void Attention_maps_are_not_kept_and_that_is_told()
    {
        using var scene = new CacheScene(1);
        using VitFeatureCache cache = scene.Open();
        var attentive = new TinyModel { Attention = true };
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => scene.Context.Transforms.VitFeaturizeImage(
            "Features", VitModel.Open(attentive.Write(scene.Folder.File("attentive.onnx"))), "ImagePath",
                new VitScoringOptions { Cache = cache, AttentionColumnName = "Attention" }));
        StringAssert.Contains(error.Message, "Leave one of them out");
    }
}
