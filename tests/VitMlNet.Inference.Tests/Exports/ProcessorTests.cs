using System.Text.Json;

namespace VitMlNet.Inference.Tests;

/// <summary>The settings of image processors in the forms of all years.</summary>
[TestClass]
public sealed class ProcessorTests
{
    [TestMethod]
    [DataRow("ViTFeatureExtractor", 224, 224, "squash", null)]
    [DataRow("DeiTFeatureExtractor", 256, 224, "squash", 256)]
    [DataRow("BeitImageProcessor", 224, 224, "squash", null)]
    [DataRow("SiglipImageProcessor", 224, 224, "squash", null)]
    [DataRow("CLIPFeatureExtractor", 224, 224, "crop", 224)]
    [DataRow("BitImageProcessorFast", 256, 224, "crop", 256)]
    [DataRow("ConvNextFeatureExtractor", 224, 224, "crop", 256)]
    [DataRow("ConvNextImageProcessor", 384, 384, "squash", null)]
    [DataRow("LevitImageProcessor", 224, 224, "crop", 256)]
    [DataRow("PoolFormerImageProcessor", 224, 224, "crop", 248)]
    [DataRow("MobileNetV2ImageProcessor", 256, 224, "crop", 256)]
    public void A_size_of_one_number_means_what_the_class_makes_of_it(string type, int size, int model, string mode, int? resized)
    {
        string crop = type.StartsWith("Beit", StringComparison.Ordinal) ? ",\"do_center_crop\":false" : type.StartsWith("DeiT", StringComparison.Ordinal) ? ",\"crop_size\":224" : "";
        ProcessorSettings settings = Read($$"""{"feature_extractor_type":"{{type}}","size":{{size}}{{crop}}}""");
        Assert.AreEqual((model, model), settings.Size);
        Assert.IsTrue(settings.IsKnown);
        VitPreprocessing preprocessing = settings.ToPreprocessing(model, model);
        Assert.AreEqual(mode == "squash" ? VitResizeMode.Squash : VitResizeMode.CropCenter, preprocessing.ResizeMode);
        Assert.AreEqual(resized, preprocessing.ResizeHeight);
    }

    [TestMethod]
    [DataRow("""{"image_processor_type":"CLIPImageProcessor"}""", 0.48145466f, 0.26862954f, 1 / 255.0)]
    [DataRow("""{"image_processor_type":"CLIPImageProcessor","do_normalize":false}""", 0f, 1f, 1 / 255.0)]
    [DataRow("""{"image_processor_type":"CLIPImageProcessor","do_rescale":false,"do_normalize":null}""", 0.48145466f, 0.26862954f, 1.0)]
    [DataRow("""{"image_processor_type":"ViTImageProcessor","image_mean":0.25,"image_std":[0.125]}""", 0.25f, 0.125f, 1 / 255.0)]
    [DataRow("""{"image_processor_type":"MobileViTImageProcessor"}""", 0f, 1f, 1 / 255.0)]
    [DataRow("""{"image_processor_type":"ViTImageProcessor","rescale_factor":0.00784313725490196}""", 0.5f, 0.5f, 0.00784313725490196)]
    public void Pixels_are_scaled_as_the_settings_or_the_class_say(string json, float mean, float deviation, double factor)
    {
        VitPreprocessing preprocessing = Read(json).ToPreprocessing(224, 224);
        Assert.AreEqual((mean, deviation, factor), (preprocessing.Mean.Red, preprocessing.StandardDeviation.Red, preprocessing.RescaleFactor));
    }

    [TestMethod]
    public void What_a_class_does_alone_is_done_for_it_alone()
    {
        Assert.IsTrue(Read("""{"image_processor_type":"MobileViTImageProcessor"}""").ToPreprocessing(256, 256).BlueFirst);
        Assert.IsFalse(Read("""{"image_processor_type":"MobileViTImageProcessor","do_flip_channel_order":false}""").ToPreprocessing(256, 256).BlueFirst);
        VitPreprocessing efficient = Read("""{"image_processor_type":"EfficientNetImageProcessor"}""").ToPreprocessing(346, 346);
        Assert.AreEqual((true, VitInterpolation.NearestExact), (efficient.DividesTwice, efficient.Interpolation));
        Assert.AreEqual(VitResizeArithmetic.Unrounded, Read("""{"image_processor_type":"DINOv3ViTImageProcessorFast"}""").ToPreprocessing(224, 224).Arithmetic);
        Assert.AreEqual((VitResizeArithmetic.Torchvision, true), Arithmetic("ViTImageProcessorFast"));
        Assert.AreEqual((VitResizeArithmetic.Pillow, false), Arithmetic("ViTImageProcessorPil"));
        Assert.AreEqual((VitResizeArithmetic.Pillow, false), Arithmetic("ViTImageProcessor"));
        Assert.IsFalse(Read("""{"image_processor_type":"SomeOtherImageProcessor"}""").IsKnown);
        Assert.IsTrue(new ProcessorSettings(Json("{}"), "convnext").IsKnown);

        static (VitResizeArithmetic, bool) Arithmetic(string type)
        {
            VitPreprocessing preprocessing = Read($$"""{"image_processor_type":"{{type}}"}""").ToPreprocessing(224, 224);
            return (preprocessing.Arithmetic, preprocessing.FusesRescaling);
        }
    }

    [TestMethod]
    [DataRow("""{"size":{"shortest_edge":100},"do_center_crop":true,"crop_size":{"height":80,"width":60}}""", 80, 60)]
    [DataRow("""{"size":{"height":70,"width":90},"do_center_crop":false}""", 70, 90)]
    [DataRow("""{"size":{"height":70,"width":90},"do_center_crop":null,"image_processor_type":"CLIPImageProcessor"}""", 70, 90)]
    [DataRow("""{"size":{"shortest_edge":100,"longest_edge":200},"crop_size":50,"image_processor_type":"CLIPImageProcessor"}""", 50, 50)]
    public void What_comes_out_has_the_size_of_the_cut_or_of_the_resize(string json, int height, int width) =>
        Assert.AreEqual((height, width), Read(json).Size);

    private static ProcessorSettings Read(string json) => new(Json(json), null);

    private static JsonSettings Json(string json) => new(JsonDocument.Parse(json).RootElement, "preprocessor_config.json");
}
