using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>What is read off the ONNX files of other tools, and what is asked for.</summary>
[TestClass]
public sealed class OtherModelTests
{
    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void The_input_is_read_off_its_shape(bool channelsFirst, bool takesOne)
    {
        VitModel model = Open(new OtherExport { ChannelsFirst = channelsFirst, TakesOne = takesOne });
        Assert.IsFalse(model.IsSelfDescribing);
        Assert.AreEqual(channelsFirst ? VitPixelLayout.ChannelsFirst : VitPixelLayout.ChannelsLast, model.Layout);
        Assert.AreEqual(takesOne, model.TakesOnePhotograph);
        Assert.AreEqual((8, 8, 5, 0), (model.Height, model.Width, model.ClassCount, model.FeatureCount));
        Assert.AreEqual(VitFactOrigin.Guess, model.Facts.Single(fact => fact.Name == "preprocessing").Origin);
        Assert.IsNull(model.Architecture);
        Assert.IsNull(model.Precision);
        CollectionAssert.AreEqual(new[] { "0", "1", "2", "3", "4" }, model.Labels.ToArray());
    }

    [TestMethod]
    public void An_open_input_takes_its_size_from_the_options_and_its_layout_from_names()
    {
        var optimum = new OtherExport { Open = [(1, "num_channels"), (2, "height"), (3, "width")] };
        Assert.Contains("VitModelOptions.Height and Width", Refuses(optimum));
        Assert.AreEqual(VitPixelLayout.ChannelsFirst, Open(optimum, new VitModelOptions { Height = 8, Width = 8 }).Layout);
        var nameless = new OtherExport { Open = [(1, "a"), (2, "b"), (3, "c")] };
        Assert.Contains("VitModelOptions.Layout", Refuses(nameless, new VitModelOptions { Height = 8, Width = 8 }));
        Assert.AreEqual(8, Open(nameless, new VitModelOptions { Layout = VitPixelLayout.ChannelsFirst, Height = 8, Width = 8 }).Width);
        Assert.Contains("is 8, and VitModelOptions.Height is 9", Refuses(new OtherExport(), new VitModelOptions { Height = 9 }));
        Assert.Contains("3 channels", Refuses(new OtherExport(), new VitModelOptions { Layout = VitPixelLayout.ChannelsLast }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VitModelOptions { Height = 0 });
    }

    [TestMethod]
    public void Inputs_that_photographs_cannot_fill_are_refused_with_what_was_found()
    {
        Assert.Contains("float64 [?, 3, 8, 8]", Refuses(new OtherExport { Change = model => model.Graph.Input[0].Type.TensorType.ElemType = 11 }));
        Assert.Contains("no other than those of text", Refuses(new OtherExport
        {
            Change = model => model.Graph.Input.Add(new ValueInfoProto
            {
                Name = "mask",
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 7, Shape = new TensorShapeProto() } },
            }),
        }));
        Assert.Contains("at most 1024", Refuses(new OtherExport { Change = model => model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 2000 }));
        Assert.Contains("3 channels", Refuses(
            new OtherExport { Change = model => model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 4 }, new VitModelOptions { Layout = VitPixelLayout.ChannelsFirst }));
        Assert.Contains("text, sound or tables", Refuses(new OtherExport
        {
            Change = model =>
            {
                model.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(3);
                model.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(2);
            },
        }));
    }

    [TestMethod]
    [DataRow("logits", null, null, "logits", null)]
    [DataRow("logits", "output", null, "logits", "output")]
    [DataRow("logits", null, "last_hidden_state", "logits", "last_hidden_state")]
    [DataRow("logits", null, "tokens", "logits", "tokens")]
    [DataRow("logits", "pooler_output", "last_hidden_state", "logits", "last_hidden_state")]
    [DataRow("logits", "pooler_output", null, "logits", "pooler_output")]
    [DataRow(null, "pooler_output", "last_hidden_state", null, "last_hidden_state")]
    [DataRow(null, "image_embeds", null, null, "image_embeds")]
    [DataRow("output", "features", null, "output", "features")]
    [DataRow("probs", null, null, "probs", null)]
    public void Roles_are_found_by_the_customary_names(string? scores, string? features, string? tokens, string? foundScores, string? foundFeatures)
    {
        VitModel model = Open(new OtherExport { Scores = scores, Features = features, Tokens = tokens });
        Assert.AreEqual((foundScores, foundFeatures), (model.ScoresOutput, model.FeaturesOutput));
        Assert.AreEqual(foundScores is null ? null : 5, model.ClassCount);
        Assert.AreEqual(foundFeatures is null ? 0 : 6, model.FeatureCount);
    }

    [TestMethod]
    public void Softmax_at_the_end_tells_scores_and_probabilities()
    {
        VitModel model = Open(new OtherExport { Scores = "output", EndsInSoftmax = true, Features = "other" });
        Assert.AreEqual(("output", true, "other"), (model.ScoresOutput, model.ScoresAreProbabilities, model.FeaturesOutput));
        Assert.IsFalse(Open(new OtherExport()).ScoresAreProbabilities);
        Assert.IsTrue(Open(new OtherExport(), new VitModelOptions { ScoresAreProbabilities = true }).ScoresAreProbabilities);
        Assert.IsFalse(Open(new OtherExport { EndsInSoftmax = true }, new VitModelOptions { ScoresAreProbabilities = false }).ScoresAreProbabilities);
    }

    [TestMethod]
    public void As_many_outputs_as_names_or_as_ImageNets_classes_are_scores()
    {
        var nameless = new OtherExport { Scores = "output" };
        string message = Refuses(nameless);
        Assert.Contains("'output', float32 [?, 5]", message);
        Assert.Contains("ScoresOutput or FeaturesOutput = \"output\"", message);
        Assert.AreEqual("output", Open(nameless, new VitModelOptions { Labels = TinyModel.Animals }).ScoresOutput);
        CollectionAssert.AreEqual(ImageNetClasses.Names.ToArray(), Open(nameless with { Classes = 1000 }).Labels.ToArray());
        Assert.AreEqual(("output", 5), (Open(nameless, new VitModelOptions { FeaturesOutput = "output" }).FeaturesOutput, Open(nameless, new VitModelOptions { FeaturesOutput = "output" }).FeatureCount));
        Assert.AreEqual("output", Open(nameless, new VitModelOptions { ScoresOutput = "output" }).ScoresOutput);
    }

    [TestMethod]
    public void The_first_token_is_features_only_where_it_is_a_class_token()
    {
        // 4 tokens are a grid of patches without a class token, 5 are one with it, and of an open number nothing is known.
        Assert.IsNull(Open(new OtherExport { Tokens = "last_hidden_state", TokenCount = 4 }).FeaturesOutput);
        Assert.AreEqual("last_hidden_state", Open(new OtherExport { Tokens = "last_hidden_state", TokenCount = 5 }).FeaturesOutput);
        Assert.AreEqual("last_hidden_state", Open(new OtherExport { Tokens = "last_hidden_state", TokenCount = 6 }).FeaturesOutput);
        Assert.AreEqual("last_hidden_state", Open(new OtherExport { Tokens = "last_hidden_state", OpenTokens = true }).FeaturesOutput);
        Assert.IsNull(Open(new OtherExport { Tokens = "tokens", OpenTokens = true }).FeaturesOutput);
        Assert.IsNull(Open(new OtherExport { Tokens = "tokens", TokenCount = 6 }).FeaturesOutput);
        Assert.AreEqual("tokens", Open(new OtherExport { Tokens = "tokens", TokenCount = 4 }, new VitModelOptions { FeaturesOutput = "tokens" }).FeaturesOutput);
    }

    [TestMethod]
    public void Options_that_fit_no_output_are_refused()
    {
        Assert.Contains("there is no such output", Refuses(new OtherExport(), new VitModelOptions { ScoresOutput = "scores" }));
        Assert.Contains("not float32 of a fixed width", Refuses(new OtherExport { Tokens = "tokens" }, new VitModelOptions { ScoresOutput = "tokens" }));
        Assert.Contains("can be only one of them", Refuses(new OtherExport(), new VitModelOptions { ScoresOutput = "logits", FeaturesOutput = "logits" }));
        Assert.Contains("Export the model again", Refuses(new OtherExport { Change = model => model.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimParam = "classes" }));
        Assert.Contains("5 class names", Refuses(new OtherExport(), new VitModelOptions { Labels = ["a"] }));
    }

    [TestMethod]
    [DataRow("""{"0":"a","1":"b","2":"c","3":"d","4":"e"}""", "a")]
    [DataRow("""{"4":"e","3":"d","2":"c","1":"b","0":"a"}""", "a")]
    [DataRow("""{"0":"a","1":"b"}""", "0")]
    [DataRow("""{"0":"a","1":"b","2":"c","3":"d","5":"e"}""", "0")]
    [DataRow("""["a","b","c","d","e"]""", "0")]
    [DataRow("""{"0":1}""", "0")]
    [DataRow("no JSON", "0")]
    public void Class_names_come_from_the_metadata(string id2label, string first)
    {
        VitModel model = Open(new OtherExport { Change = model => model.MetadataProps.Add(new StringStringEntryProto { Key = "id2label", Value = id2label }) });
        Assert.AreEqual(first, model.Labels[0]);
        Assert.HasCount(5, model.Labels);
    }

    private static VitModel Open(OtherExport export, VitModelOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        return VitModel.Open(export.Write(folder.File("other.onnx")), options);
    }

    private static string Refuses(OtherExport export, VitModelOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        string path = export.Write(folder.File("other.onnx"));
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => VitModel.Open(path, options));
        Assert.AreEqual(path, e.ModelPath);
        return e.Message;
    }
}
