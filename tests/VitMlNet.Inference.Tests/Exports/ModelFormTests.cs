using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>Inputs and outputs of every form give what the plain form of the same network gives.</summary>
[TestClass]
public sealed class ModelFormTests
{
    private static readonly VitPreprocessing Pixels = VitPreprocessing.Parse("""{"antialias":true,"mean":0,"std":1}""");

    [TestMethod]
    public void Float16_is_converted_on_the_way_in_and_out()
    {
        using FolderScene scene = Scene16();
        AssertNear(scene, "half.onnx", 2e-3f);
    }

    [TestMethod]
    public void Bytes_are_fed_as_the_resize_gives_them()
    {
        using FolderScene scene = new FolderScene().With("plain.onnx", new OtherExport()).With("bytes.onnx", new OtherExport
        {
            Change = model =>
            {
                SetInput(model, 2);
                InsertAfterInput(model, Cast(1), Node("Mul", "factor"));
                model.Graph.Initializer.Add(Floats("factor", 1 / 255f));
            },
        });
        VitModel model = scene.Open("bytes.onnx");
        Assert.AreEqual((1.0, new VitChannels(0)), (model.Preprocessing.RescaleFactor, model.Preprocessing.Mean));
        VitClassification plain = Classify(scene.Open("plain.onnx", Told(Pixels)), scene);
        Assert.AreEqual(plain.Score, Classify(model, scene).Score, 1e-5f);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void A_fixed_batch_is_filled_up(int batch)
    {
        using FolderScene scene = new FolderScene().With("plain.onnx", new OtherExport { Features = "features" }).With("fixed.onnx", new OtherExport
        {
            Features = "features",
            Change = model =>
            {
                foreach (ValueInfoProto value in model.Graph.Input.Concat(model.Graph.Output))
                    value.Type.TensorType.Shape.Dim[0].DimValue = batch;
            },
        });
        using VitPredictor plain = new(scene.Open("plain.onnx", Told(Pixels))), filled = new(scene.Open("fixed.onnx", Told(Pixels)));
        string[] photographs = [.. Enumerable.Range(0, 4).Select(i => Write(scene, i))];
        foreach (string photograph in photographs)
            Scene.AssertNear(plain.Featurize(photograph), filled.Featurize(photograph), 1e-6f);
        float[][] all = [.. filled.FeaturizeManyAsync(photographs).ToBlockingEnumerable().Select(result => result.Value!)];
        for (int i = 0; i < photographs.Length; i++)
            Scene.AssertNear(plain.Featurize(photographs[i]), all[i], 1e-6f);
    }

    [TestMethod]
    public void A_network_without_a_batch_takes_one_at_a_time()
    {
        using FolderScene scene = new FolderScene().With("plain.onnx", new OtherExport()).With("single.onnx", new OtherExport
        {
            Change = model =>
            {
                model.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(0);
                NodeProto batch = Node("Unsqueeze", "zero");
                InsertAfterInput(model, batch);
                model.Graph.Initializer.Add(Whole("zero", 0));
                Append(model, "logits", "Squeeze", "zero");
                model.Graph.Output[0].Type.TensorType.Shape.Dim.RemoveAt(0);
            },
        });
        VitModel model = scene.Open("single.onnx", Told(Pixels));
        Assert.IsTrue(model.TakesOnePhotograph);
        Scene.AssertNear(Classify(scene.Open("plain.onnx", Told(Pixels)), scene).Scores.ToArray(), Classify(model, scene).Scores.ToArray(), 1e-6f);
    }

    [TestMethod]
    public void Grey_pictures_are_one_channel()
    {
        using FolderScene scene = new FolderScene().With("grey.onnx", new OtherExport
        {
            Change = model =>
            {
                model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 1;
                NodeProto three = Node("Concat", "pixel_values", "pixel_values");
                three.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
                InsertAfterInput(model, three);
            },
        }).With("plain.onnx", new OtherExport());
        VitModel grey = scene.Open("grey.onnx", Told(Pixels));
        Assert.AreEqual(1, grey.Channels);
        string photograph = scene.Path("grey.png");
        File.WriteAllBytes(photograph, PngFile.Write(TestPicture.Noise(8, 8, 3)));
        using VitPredictor plain = new(scene.Open("plain.onnx", Told(Pixels))), one = new(grey);

        // At its own size nothing is resized: a picture that is grey already gives the same to both.
        TestPicture noise = TestPicture.Noise(8, 8, 3);
        byte[] rgba = noise.ToRgba();
        for (int i = 0; i < rgba.Length; i += 4)
        {
            byte light = (byte)((19595 * rgba[i] + 38470 * rgba[i + 1] + 7471 * rgba[i + 2] + 32768) >> 16);
            (rgba[i], rgba[i + 1], rgba[i + 2]) = (light, light, light);
        }

        VitImage image = VitImage.FromPixels(8, 8, rgba), colored = VitImage.FromPixels(8, 8, noise.ToRgba());
        float[] expected = plain.Classify(VitImageSource.FromImage(image)).Scores.ToArray();
        Scene.AssertNear(expected, one.Classify(VitImageSource.FromImage(image)).Scores.ToArray(), 1e-6f);
        Scene.AssertNear(expected, one.Classify(VitImageSource.FromImage(colored)).Scores.ToArray(), 1e-6f);
    }

    [TestMethod]
    public void A_feature_map_is_averaged_over_rows_and_columns()
    {
        using FolderScene scene = new FolderScene().With("plain.onnx", new OtherExport { Scores = null, Features = "features" }).With("map.onnx", new OtherExport
        {
            Scores = null,
            Features = "features",
            Change = model =>
            {
                // Each value, and three times its negative: the mean is minus a half of it.
                model.Graph.Node.Add(NodeOf("Neg", "negative", "features"));
                NodeProto all = NodeOf("Concat", "rows", "features", "negative", "negative", "negative");
                all.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
                model.Graph.Node.Add(all);
                model.Graph.Initializer.Add(Whole("shape1", -1, 2, 2, 6));
                model.Graph.Node.Add(NodeOf("Reshape", "last", "rows", "shape1"));
                NodeProto transposed = NodeOf("Transpose", "last_hidden_state", "last");
                var order = new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints };
                order.Ints.AddRange([0, 3, 1, 2]);
                transposed.Attribute.Add(order);
                model.Graph.Node.Add(transposed);
                model.Graph.Output[0].Name = "last_hidden_state";
                var dimensions = model.Graph.Output[0].Type.TensorType.Shape.Dim;
                dimensions.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });
                dimensions.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });
            },
        });
        VitModel model = scene.Open("map.onnx", Told(Pixels));
        Assert.AreEqual((VitPooling.SpatialMean, 6), (model.Pooling, model.FeatureCount));
        using VitPredictor plain = new(scene.Open("plain.onnx", Told(Pixels))), map = new(model);
        Scene.AssertNear([.. plain.Featurize(scene.Photograph).Select(value => -0.5f * value)], map.Featurize(scene.Photograph), 1e-6f);
    }

    [TestMethod]
    public void Scores_come_from_the_maps_of_ZipMap_in_the_order_of_the_labels()
    {
        using FolderScene scene = new FolderScene().With("plain.onnx", new OtherExport { EndsInSoftmax = true, Scores = "probs" })
            .With("zip/model.onnx", new OtherExport { EndsInSoftmax = true, Scores = "probs", Change = AddZipMap }).With("zip/labels.txt", "e\nd\nc\nb\na\n");
        VitModel model = scene.Open("zip/model.onnx", Told(Pixels));
        Assert.AreEqual("e d c b a", string.Join(' ', model.Labels));
        float[] plain = Classify(scene.Open("plain.onnx", Told(Pixels)), scene).Scores.ToArray(), maps = Classify(model, scene).Scores.ToArray();
        Scene.AssertNear([.. plain.Reverse()], maps, 1e-6f);
    }

    [TestMethod]
    public void Open_widths_are_computed_by_ONNX_Runtime_where_no_file_says_them()
    {
        var open = new OtherExport
        {
            Open = [(1, "num_channels"), (2, "height"), (3, "width")],
            Scores = null,
            Features = "image_embeds",
            Change = model => model.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimParam = "some_dim",
        };
        using FolderScene scene = new FolderScene().With("model.onnx", open);
        VitModel model = scene.Open(options: new VitModelOptions { Height = 8, Width = 8 });
        Assert.AreEqual(6, model.FeatureCount);
        using var predictor = new VitPredictor(model);
        Assert.HasCount(6, predictor.Featurize(scene.Photograph));
    }

    [TestMethod]
    public void A_network_of_photographs_and_text_is_fed_with_some_text()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport
        {
            Scores = null,
            Features = "image_embeds",
            Change = model =>
            {
                var shape = new TensorShapeProto();
                shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "texts" });
                shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "length" });
                model.Graph.Input.Insert(0, new ValueInfoProto { Name = "input_ids", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 7, Shape = shape } } });
                model.Graph.Node.Add(NodeOf("Identity", "text_embeds", "input_ids"));
            },
        });
        using var predictor = new VitPredictor(scene.Open());
        Assert.HasCount(6, predictor.Featurize(scene.Photograph));
    }

    [TestMethod]
    public void The_range_of_pixels_is_read_off_the_first_operations()
    {
        using FolderScene scene = new FolderScene()
            .With("rescaling.onnx", Scaling(("Mul", 1 / 127.5f), ("Add", -1))).With("division.onnx", Scaling(("Div", 255)))
            .With("caffe.onnx", Scaling(("Sub", 117))).With("normalizing.onnx", Scaling(("Sub", 0.45f), ("Div", 0.22f))).With("plain.onnx", Scaling());
        Assert.AreEqual(1, Factor("rescaling.onnx"));
        Assert.AreEqual(1, Factor("division.onnx"));
        Assert.AreEqual(1, Factor("caffe.onnx"));
        Assert.AreEqual(1 / 255.0, Factor("normalizing.onnx"));
        Assert.AreEqual(new VitChannels(0), scene.Open("normalizing.onnx").Preprocessing.Mean);
        Assert.AreNotEqual(new VitChannels(0), scene.Open("plain.onnx").Preprocessing.Mean);

        double Factor(string name) => scene.Open(name).Preprocessing.RescaleFactor;
    }

    private static OtherExport Scaling(params (string Operation, float Value)[] steps) => new()
    {
        Change = model =>
        {
            InsertAfterInput(model, [.. steps.Select((step, i) => Node(step.Operation, $"constant{i}"))]);
            model.Graph.Initializer.AddRange(steps.Select((step, i) => Floats($"constant{i}", step.Value)));
        },
    };

    private static FolderScene Scene16() => new FolderScene().With("plain.onnx", new OtherExport()).With("half.onnx", new OtherExport
    {
        Change = model =>
        {
            SetInput(model, 10);
            InsertAfterInput(model, Cast(1));
            Append(model, "logits", Cast(10));
            model.Graph.Output[0].Type.TensorType.ElemType = 10;
        },
    });

    private static void AddZipMap(ModelProto model)
    {
        ValueInfoProto probabilities = model.Graph.Output[0];
        var map = new NodeProto { OpType = "ZipMap", Domain = "ai.onnx.ml", Name = "zip" };
        map.Input.Add(probabilities.Name);
        map.Output.Add("loss");
        var keys = new AttributeProto { Name = "classlabels_strings", Type = AttributeProto.Types.AttributeType.Strings };
        keys.Strings.AddRange("abcde".Select(key => ByteString.CopyFromUtf8(key.ToString())));
        map.Attribute.Add(keys);
        model.Graph.Node.Add(map);
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 2 });
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto
        {
            Name = "loss",
            Type = new TypeProto
            {
                SequenceType = new TypeProto.Types.Sequence
                {
                    ElemType = new TypeProto
                    {
                        MapType = new TypeProto.Types.Map { KeyType = 8, ValueType = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } } },
                    },
                },
            },
        });
    }

    private static void AssertNear(FolderScene scene, string name, float tolerance) => Scene.AssertNear(
        Classify(scene.Open("plain.onnx", Told(Pixels)), scene).Scores.ToArray(), Classify(scene.Open(name, Told(Pixels)), scene).Scores.ToArray(), tolerance);

    private static VitModelOptions Told(VitPreprocessing preprocessing) => new() { Preprocessing = preprocessing };

    private static VitClassification Classify(VitModel model, FolderScene scene)
    {
        using var predictor = new VitPredictor(model);
        return predictor.Classify(scene.Photograph);
    }

    private static string Write(FolderScene scene, int seed)
    {
        string path = scene.Path($"photo{seed}.png");
        File.WriteAllBytes(path, PngFile.Write(TestPicture.Noise(9, 7, seed)));
        return path;
    }

    private static void SetInput(ModelProto model, int elementType) => model.Graph.Input[0].Type.TensorType.ElemType = elementType;

    /// <summary>Puts operations between the input and the first that takes it; each has the tensor before it as its first input.</summary>
    private static void InsertAfterInput(ModelProto model, params NodeProto[] nodes)
    {
        string input = model.Graph.Input[0].Name, tensor = input;
        NodeProto first = model.Graph.Node.First(node => node.Input.Contains(input));
        int at = 0;
        foreach (NodeProto node in nodes)
        {
            if (node.Input.Contains(input))
                node.Input.Add(input);
            else
                node.Input.Insert(0, tensor);
            node.Output.Clear();
            node.Output.Add(tensor = $"inserted{at}");
            node.Name = tensor;
            model.Graph.Node.Insert(at++, node);
        }

        first.Input[first.Input.IndexOf(input)] = tensor;
    }

    private static void Append(ModelProto model, string output, string operation, string other) => Append(model, output, Node(operation, other));

    /// <summary>Puts an operation behind an output, which it takes the name of.</summary>
    private static void Append(ModelProto model, string output, NodeProto node)
    {
        string before = output + "_before";
        foreach (NodeProto other in model.Graph.Node)
        {
            for (int i = 0; i < other.Output.Count; i++)
                other.Output[i] = other.Output[i] == output ? before : other.Output[i];
        }

        node.Input.Insert(0, before);
        node.Output.Clear();
        node.Output.Add(output);
        node.Name = output + "_last";
        model.Graph.Node.Add(node);
    }

    private static NodeProto Cast(int to)
    {
        NodeProto node = Node("Cast");
        node.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = to });
        return node;
    }

    private static NodeProto Node(string operation, params string[] inputs) => NodeOf(operation, "", inputs);

    private static NodeProto NodeOf(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output + "_of" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Whole(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = TensorProto.Types.DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        return tensor;
    }

    private static TensorProto Floats(string name, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = TensorProto.Types.DataType.Float };
        tensor.Dims.Add(values.Length);
        tensor.FloatData.AddRange(values);
        return tensor;
    }
}
