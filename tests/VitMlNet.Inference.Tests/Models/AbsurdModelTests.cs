using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests;

/// <summary>Headers that ask for any amount of memory, or name files that no file system has.</summary>
[TestClass]
public sealed class AbsurdModelTests
{
    [TestMethod]
    [DataRow(65535, 65535)]
    [DataRow(8193, 8)]
    public void AnInputOfAbsurdSizeIsRefused(int height, int width) => Refuse("8192 x 8192", new TinyModel
    {
        Change = model =>
        {
            TensorShapeProto shape = model.Graph.Input[0].Type.TensorType.Shape;
            (shape.Dim[1].DimValue, shape.Dim[2].DimValue) = (height, width);
        },
    });

    [TestMethod]
    [DataRow(int.MaxValue - 1)]
    [DataRow((1 << 24) + 1)]
    public void AnOutputOfAbsurdLengthIsRefused(int length)
    {
        foreach (int output in (int[])[0, 1])
        {
            Refuse("16777216 values", new TinyModel
            {
                Labels = null,
                Change = model => model.Graph.Output[output].Type.TensorType.Shape.Dim[1].DimValue = length,
            });
        }
    }

    [TestMethod]
    public void OptionsOfAbsurdSizeAreRefused()
    {
        using var folder = new TemporaryFolder();
        string path = new TinyModel
        {
            Change = model =>
            {
                model.ProducerName = "other";
                model.MetadataProps.Clear();
                foreach (int side in (int[])[1, 2])
                    model.Graph.Input[0].Type.TensorType.Shape.Dim[side] = new TensorShapeProto.Types.Dimension { DimParam = "side" };
            },
        }.Write(folder.File("tiny.onnx"));
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => VitModel.Open(path, new VitModelOptions { Height = 65535, Width = 65535 }));
        StringAssert.Contains(e.Message, "8192");
    }

    [TestMethod]
    [DataRow("a\0b.data")]
    [DataRow("")]
    public void AnExternalFileWithoutANameIsRefused(string location) => Refuse("name of that file", new TinyModel
    {
        ExternalWeights = true,
        Change = model =>
        {
            foreach (TensorProto tensor in model.Graph.Initializer)
            {
                foreach (StringStringEntryProto entry in tensor.ExternalData.Where(entry => entry.Key == "location"))
                    entry.Value = location;
            }
        },
    });

    private static void Refuse(string reason, TinyModel model)
    {
        using var folder = new TemporaryFolder();
        string path = model.Write(folder.File("tiny.onnx"));
        VitModelException e = Assert.ThrowsExactly<VitModelException>(() => VitModel.Open(path));
        StringAssert.Contains(e.Message, reason);
    }
}
