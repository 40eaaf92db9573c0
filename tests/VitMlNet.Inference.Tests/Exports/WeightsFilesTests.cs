using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>Where the weights of a file are is text from a stranger: it leads into the model's folder, or is refused before anything is read.</summary>
[TestClass]
public sealed class WeightsFilesTests
{
    [TestMethod]
    [DataRow("/etc/hostname", "absolute")]
    [DataRow("/dev/zero", "absolute")]
    [DataRow(@"\\server\share\weights", "absolute")]
    [DataRow(@"C:\weights.bin", "absolute")]
    [DataRow("C:weights.bin", "absolute")]
    [DataRow("../outside.bin", "leaves the folder")]
    [DataRow("inside/../../outside.bin", "leaves the folder")]
    [DataRow(@"..\outside.bin", "leaves the folder")]
    [DataRow(@"inside\..\..\outside.bin", "leaves the folder")]
    [DataRow("", "is none")]
    [DataRow("a\0b", "is none")]
    [DataRow("absent.bin", "no such file")]
    public void A_place_outside_of_the_folder_is_refused(string location, string cause)
    {
        using FolderScene scene = new FolderScene().With("outside.bin", new string('x', 5000)).With("model/inside/file.txt", "x").With("model/model.onnx", Outside(location));
        string message = scene.Refuses("model/model.onnx");
        Assert.Contains(cause, message);
        Assert.DoesNotContain("checkpoint", message);
    }

    [TestMethod]
    [DataRow("nodes")]
    [DataRow("functions")]
    public void A_place_within_a_node_or_a_function_is_refused_too(string where)
    {
        using FolderScene scene = new FolderScene().With("model.onnx", new OtherExport
        {
            Change = model =>
            {
                var tensor = new TensorProto { DataType = TensorProto.Types.DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
                tensor.Dims.Add(1);
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/dev/zero" });
                var node = new NodeProto { OpType = "If", Name = "hidden" };
                var inner = new GraphProto();
                inner.Node.Add(new NodeProto { OpType = "Constant", Attribute = { new AttributeProto { Name = "value", T = tensor } } });
                node.Attribute.Add(new AttributeProto { Name = "then_branch", G = inner });
                if (where == "nodes")
                    model.Graph.Node.Add(node);
                else
                    model.Functions.Add(new FunctionProto { Name = "f", Node = { node } });
            },
        });
        Assert.Contains("'/dev/zero'", scene.Refuses());
    }

    [TestMethod]
    public void Links_that_leave_the_folder_and_devices_are_refused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows lets few users create links");
        using FolderScene scene = new FolderScene().With("secret.bin", new string('x', 5000))
            .With("model/link.onnx", Outside("link.bin")).With("model/device.onnx", Outside("device.bin")).With("model/folder.onnx", Outside("out/secret.bin"));
        File.CreateSymbolicLink(scene.Path("model", "link.bin"), scene.Path("secret.bin"));
        File.CreateSymbolicLink(scene.Path("model", "device.bin"), "/dev/zero");
        Directory.CreateSymbolicLink(scene.Path("model", "out"), scene.Path());
        Assert.Contains("a link that leaves the folder", scene.Refuses("model/link.onnx"));
        Assert.Contains("is a device", scene.Refuses("model/device.onnx"));
        Assert.Contains("a link that leaves the folder", scene.Refuses("model/folder.onnx"));
    }

    [TestMethod]
    public void Links_of_a_hubs_cache_go_on_working()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows lets few users create links");
        using FolderScene scene = new FolderScene().With("blobs/aaaa", Outside("model.onnx_data"));
        File.WriteAllBytes(scene.Path("blobs", "bbbb"), new byte[4608]);
        Directory.CreateDirectory(scene.Path("snapshots", "1", "onnx"));
        File.CreateSymbolicLink(scene.Path("snapshots", "1", "onnx", "model.onnx"), "../../../blobs/aaaa");
        File.CreateSymbolicLink(scene.Path("snapshots", "1", "onnx", "model.onnx_data"), "../../../blobs/bbbb");
        VitModel model = scene.Open("snapshots/1/onnx/model.onnx");
        using var cache = VitFeatureCache.Open(scene.Path("cache"));
        using var predictor = new VitPredictor(model, new VitPredictorOptions { Cache = cache });
        Assert.AreEqual(5, predictor.Classify(scene.Photograph).Scores.Length);
    }

    [TestMethod]
    [DataRow("9223372036854775000", "12288", "bytes or more")]
    [DataRow("4000", "4608", "bytes or more")]
    [DataRow("4609", "", "bytes or more")]
    [DataRow("-1", "10", "no place")]
    [DataRow("0", "x", "no place")]
    public void A_place_beyond_the_end_is_refused(string offset, string length, string cause)
    {
        using FolderScene scene = new FolderScene().With("model.onnx", Outside("weights.bin", ("offset", offset), ("length", length)));
        File.WriteAllBytes(scene.Path("weights.bin"), new byte[4608]);
        Assert.Contains(cause, scene.Refuses());
    }

    [TestMethod]
    public void A_file_that_was_renamed_is_found_by_the_message()
    {
        using FolderScene scene = new FolderScene().With("model.onnx", Outside("before.onnx.data")).With("model.onnx.data", "x");
        string message = scene.Refuses();
        Assert.Contains("'model.onnx.data'", message);
        Assert.Contains("rename it to 'before.onnx.data'", message);
    }

    [TestMethod]
    public void A_file_for_each_weight_and_folders_of_them_are_read()
    {
        using FolderScene scene = new FolderScene().With("plain.onnx", new OtherExport());
        scene.With("model/model.onnx", new OtherExport { Change = model => MoveOut(model, scene.Path("model"), i => $"weights/w{i}") });
        using VitPredictor plain = new(scene.Open("plain.onnx")), many = new(scene.Open("model/model.onnx"));
        Scene.AssertNear(plain.Classify(scene.Photograph).Scores.ToArray(), many.Classify(scene.Photograph).Scores.ToArray(), 0);
        Assert.AreEqual(scene.Path("model", "weights", "w0"), many.Model.WeightsPath);
    }

    /// <summary>A model whose first weights are said to be somewhere else.</summary>
    private static OtherExport Outside(string location, params (string Key, string Value)[] entries) => new()
    {
        Change = model =>
        {
            TensorProto tensor = model.Graph.Initializer.Single(tensor => tensor.Name == "w1");
            (tensor.RawData, tensor.DataLocation) = (ByteString.Empty, TensorProto.Types.DataLocation.External);
            tensor.FloatData.Clear();
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            tensor.ExternalData.AddRange(entries.Where(entry => entry.Value.Length > 0).Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        },
    };

    private static void MoveOut(ModelProto model, string folder, Func<int, string> name)
    {
        foreach ((TensorProto tensor, int i) in model.Graph.Initializer.Where(tensor => tensor.Name is "w1" or "w2").Select((tensor, i) => (tensor, i)))
        {
            string path = Path.Combine(folder, name(i));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, tensor.RawData.ToByteArray());
            (tensor.RawData, tensor.DataLocation) = (ByteString.Empty, TensorProto.Types.DataLocation.External);
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = name(i) });
        }
    }
}
