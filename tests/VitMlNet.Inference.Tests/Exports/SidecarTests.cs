namespace VitMlNet.Inference.Tests;

/// <summary>What is read from the files that tools put beside their models, and which of them goes before which.</summary>
[TestClass]
public sealed class SidecarTests
{
    private const string Processor = """
        {"image_processor_type":"ViTImageProcessor","size":{"height":8,"width":8},"resample":3,"image_mean":[0.1,0.2,0.3],"image_std":[0.4,0.5,0.6]}
        """;

    private static readonly OtherExport Open = new() { Open = [(1, "num_channels"), (2, "height"), (3, "width")], Scores = "output" };

    [TestMethod]
    [DataRow("model.onnx", "")]
    [DataRow("onnx/model.onnx", "")]
    [DataRow("onnx/model.onnx", "onnx/")]
    public void Settings_are_found_beside_the_model_and_above_a_folder_called_onnx(string model, string place)
    {
        using FolderScene scene = new FolderScene().With(model, Open)
            .With(place + "config.json", """{"model_type":"vit","id2label":{"0":"a","1":"b","2":"c","3":"d","4":"e"}}""")
            .With(place + "preprocessor_config.json", Processor);
        VitModel opened = scene.Open(model);
        Assert.AreEqual((8, 8), (opened.Height, opened.Width));
        Assert.AreEqual("output", opened.ScoresOutput);
        Assert.AreEqual("a b c d e", string.Join(' ', opened.Labels));
        Assert.AreEqual(VitInterpolation.Bicubic, opened.Preprocessing.Interpolation);
        Assert.AreEqual(new VitChannels(0.1f, 0.2f, 0.3f), opened.Preprocessing.Mean);
        Assert.IsFalse(opened.Facts.Any(fact => fact.Origin == VitFactOrigin.Guess));
        Assert.AreEqual("preprocessor_config.json", opened.Facts.Single(fact => fact.Name == "preprocessing").Source);
        Assert.AreEqual("config.json", opened.Facts.Single(fact => fact.Name == "class names").Source);
    }

    [TestMethod]
    public void Newer_settings_are_a_part_of_the_processors_file()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", Open).With("processor_config.json", $$"""{"image_processor":{{Processor}},"processor_class":"X"}""")
            .With("config.json", """{"model_type":"vit","id2label":{"0":"a","1":"b","2":"c","3":"d","4":"e"}}""");
        Assert.AreEqual(new VitChannels(0.1f, 0.2f, 0.3f), scene.Open().Preprocessing.Mean);
    }

    [TestMethod]
    public void Options_go_before_files_and_files_can_be_left_out()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport()).With("preprocessor_config.json", Processor)
            .With("labels.txt", "v\nw\nx\ny\nz\n");
        Assert.AreEqual("v", scene.Open().Labels[0]);
        VitModel told = scene.Open(options: new VitModelOptions { Preprocessing = VitPreprocessing.Timm, Labels = ["1", "2", "3", "4", "5"] });
        Assert.AreEqual((VitPreprocessing.Timm, "1"), (told.Preprocessing, told.Labels[0]));
        Assert.AreEqual(VitFactOrigin.Options, told.Facts.Single(fact => fact.Name == "preprocessing").Origin);
        VitModel alone = scene.Open(options: new VitModelOptions { ReadFilesBeside = false });
        Assert.AreEqual("0", alone.Labels[0]);
        Assert.AreEqual(VitFactOrigin.Guess, alone.Facts.Single(fact => fact.Name == "preprocessing").Origin);
    }

    [TestMethod]
    [DataRow("config.json", "{")]
    [DataRow("config.json", "[1]")]
    [DataRow("preprocessor_config.json", "no JSON")]
    [DataRow("processor_config.json", "\0")]
    public void A_damaged_file_is_named(string file, string text)
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport()).With(file, text);
        string message = scene.Refuses();
        Assert.Contains(file, message);
        Assert.Contains("ReadFilesBeside", message);
    }

    [TestMethod]
    public void Fields_of_wrong_types_are_as_if_they_were_absent()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport())
            .With("config.json", """{"model_type":7,"id2label":[1],"image_size":"x","hidden_size":-1,"vision_config":[],"problem_type":{}}""")
            .With("preprocessor_config.json", """
                {"image_processor_type":3,"size":"8","crop_size":-4,"resample":"no","image_mean":[1,2],"image_std":"x","rescale_factor":null,"do_resize":3}
                """);
        Assert.AreEqual("0", scene.Open().Labels[0]);
    }

    [TestMethod]
    [DataRow("""{"size":1000000,"image_processor_type":"CLIPImageProcessor"}""")]
    [DataRow("""{"image_std":[0,1,1]}""")]
    [DataRow("""{"image_std":-1}""")]
    public void Settings_that_cannot_be_are_refused_with_the_option(string settings)
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport()).With("preprocessor_config.json", settings);
        Assert.Contains("--preprocessing", scene.Refuses());
        Assert.AreEqual(VitPreprocessing.Timm, scene.Open(options: new VitModelOptions { Preprocessing = VitPreprocessing.Timm }).Preprocessing);
    }

    [TestMethod]
    [DataRow("vit", VitPooling.FirstToken)]
    [DataRow("dinov2_with_registers", VitPooling.FirstToken)]
    [DataRow("swin", VitPooling.TokenMean)]
    [DataRow("beit", VitPooling.PatchMean)]
    public void The_kind_of_network_says_how_tokens_become_a_vector(string type, VitPooling pooling)
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport { Scores = null, Tokens = "last_hidden_state", TokenCount = 4 })
            .With("config.json", $$"""{"model_type":"{{type}}","hidden_size":6}""").With("preprocessor_config.json", Processor);
        VitModel model = scene.Open();
        Assert.AreEqual((pooling, 6), (model.Pooling, model.FeatureCount));
        using var predictor = new VitPredictor(model);
        float[] found = predictor.Featurize(scene.Photograph);

        // The first token is the vector of the network, the others its negative.
        using var first = new VitPredictor(scene.Open(options: new VitModelOptions { Pooling = VitPooling.FirstToken }));
        float factor = pooling switch { VitPooling.FirstToken => 1, VitPooling.TokenMean => -0.5f, _ => -1 };
        Scene.AssertNear([.. first.Featurize(scene.Photograph).Select(value => value * factor)], found, 1e-6f);
    }

    [TestMethod]
    [DataRow("siglip", "pooler_output", "pooler_output")]
    [DataRow("clip_vision_model", "pooler_output", "pooler_output")]
    [DataRow("clip", "image_embeds", "image_embeds")]
    [DataRow("vit", "pooler_output", "last_hidden_state")]
    public void The_kind_of_network_says_which_output_is_the_vector(string type, string other, string expected)
    {
        using FolderScene scene = new FolderScene()
            .With("model.onnx", new OtherExport { Scores = null, Features = other, Tokens = "last_hidden_state", TokenCount = 5 })
            .With("config.json", $$"""{"model_type":"{{type}}"}""").With("preprocessor_config.json", Processor);
        Assert.AreEqual(expected, scene.Open().FeaturesOutput);
    }

    [TestMethod]
    public void An_unknown_kind_of_network_makes_the_first_token_a_guess()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport { Scores = null, Tokens = "last_hidden_state", TokenCount = 5 });
        Assert.AreEqual(VitFactOrigin.Guess, scene.Open().Facts.Single(fact => fact.Name == "features").Origin);
        Assert.AreEqual(VitFactOrigin.Options, scene.Open(options: new VitModelOptions { Pooling = VitPooling.TokenMean }).Facts.Single(fact => fact.Name == "features").Origin);
    }

    [TestMethod]
    public void Several_classes_may_be_true_of_one_photograph()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport())
            .With("config.json", """{"model_type":"vit","problem_type":"multi_label_classification","id2label":{"0":"a","1":"b"}}""");
        VitModel model = scene.Open();
        Assert.IsTrue(model.IsMultiLabel);
        Assert.AreEqual("a b LABEL_2 LABEL_3 LABEL_4", string.Join(' ', model.Labels));
        using var several = new VitPredictor(model);
        using var one = new VitPredictor(scene.Open(options: new VitModelOptions { IsMultiLabel = false }));
        float[] sigmoids = several.Classify(scene.Photograph).Scores.ToArray(), softmax = one.Classify(scene.Photograph).Scores.ToArray();
        Assert.AreEqual(1, softmax.Sum(), 1e-5f);

        // Both come from the same logits: the ratios of e to their powers are equal.
        for (int i = 1; i < 5; i++)
            Assert.AreEqual(softmax[i] / softmax[0], Odds(sigmoids[i]) / Odds(sigmoids[0]), 1e-3f);

        static float Odds(float probability) => probability / (1 - probability);
    }

    [TestMethod]
    [DataRow("""{"architecture":"vit","num_classes":5,"label_names":["v","w","x","y","z"],"pretrained_cfg":{"input_size":[3,8,8],"crop_pct":0.5,"mean":[0.1,0.2,0.3]}}""")]
    [DataRow("""{"architecture":"vit","num_classes":5,"label_names":{"0":"v","1":"w","2":"x","3":"y","4":"z"},"input_size":[3,8,8],"crop_pct":0.5,"mean":[0.1,0.2,0.3]}""")]
    public void Settings_of_timm_are_read_in_both_forms(string config)
    {
        using FolderScene scene = new FolderScene().With("model.onnx", Open with { Scores = "output0" }).With("config.json", config);
        VitModel model = scene.Open();
        Assert.AreEqual(("output0", 8, "v"), (model.ScoresOutput, model.Width, model.Labels[0]));
        Assert.AreEqual((16, VitResizeMode.CropCenter, VitInterpolation.Bicubic),
            (model.Preprocessing.ResizeHeight, model.Preprocessing.ResizeMode, model.Preprocessing.Interpolation));
        Assert.AreEqual(new VitChannels(0.1f, 0.2f, 0.3f), model.Preprocessing.Mean);
    }

    [TestMethod]
    public void A_network_of_timm_without_classes_ends_in_features()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport { Scores = null, Features = "output0" })
            .With("config.json", """{"architecture":"vit","num_classes":0,"pretrained_cfg":{"input_size":[3,8,8]}}""");
        VitModel model = scene.Open();
        Assert.AreEqual(("output0", 6, null), (model.FeaturesOutput, model.FeatureCount, model.ClassCount));
    }

    [TestMethod]
    public void Metadata_of_Ultralytics_and_Windows_ML_are_read()
    {
        using FolderScene scene = new FolderScene().With("yolo.onnx", Metadata(
            ("task", "classify"), ("imgsz", "[8, 8]"), ("names", """{0: 'a', 1: "lion's tooth", 2: 'c\'d', 3: "e", 4: 'f'}""")) with
        { Open = [(2, "h"), (3, "w")] })
            .With("vision.onnx", Metadata(("Image.BitmapPixelFormat", "Bgr8"), ("Image.NominalPixelRange", "NominalRange_0_255")));
        VitModel yolo = scene.Open("yolo.onnx"), vision = scene.Open("vision.onnx");
        Assert.AreEqual((VitPreprocessing.Ultralytics, 8), (yolo.Preprocessing, yolo.Width));
        Assert.AreEqual("a|lion's tooth|c'd|e|f", string.Join('|', yolo.Labels));
        Assert.AreEqual((true, 1.0, new VitChannels(0)), (vision.Preprocessing.BlueFirst, vision.Preprocessing.RescaleFactor, vision.Preprocessing.Mean));
    }

    [TestMethod]
    public void Tags_make_the_pixels_those_of_taggers()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport { ChannelsFirst = false, Scores = "output", EndsInSoftmax = true })
            .With("selected_tags.csv", "tag_id,name,count\n1,a,5\n2,\"b, c\",4\n3,d,3\n4,e,2\n5,f,1\n");
        VitModel model = scene.Open();
        Assert.AreEqual("b, c", model.Labels[1]);
        Assert.AreEqual((VitResizeMode.PadToSquare, true, 255f), (model.Preprocessing.ResizeMode, model.Preprocessing.BlueFirst, model.Preprocessing.FillColor.Green));
    }

    private static OtherExport Metadata(params (string Key, string Value)[] entries) => new()
    {
        Change = model => model.MetadataProps.AddRange(entries.Select(entry => new ModelFile.Onnx.StringStringEntryProto { Key = entry.Key, Value = entry.Value })),
    };
}
