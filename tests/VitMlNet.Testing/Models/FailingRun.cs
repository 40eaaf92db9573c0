using System.Runtime.InteropServices;
using Google.Protobuf;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Testing;

/// <summary>A model that loads and fails when it runs, of which ONNX Runtime writes a line into its log.</summary>
internal static class FailingRun
{
    /// <summary>The operator that fails: it is to take values of a table that are not there.</summary>
    public const string Operator = "Gather";

    public static void Cause(ModelProto model)
    {
        GraphProto graph = model.Graph;
        var table = new TensorProto { Name = "table", DataType = TensorProto.Types.DataType.Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([1])) };
        table.Dims.Add(1);
        graph.Initializer.Add(table);
        graph.Node.Insert(0, new NodeProto { OpType = "Shape", Name = "shape", Input = { "image" }, Output = { "shape" } });
        graph.Node.Insert(1, new NodeProto { OpType = Operator, Name = "values", Input = { "table", "shape" }, Output = { "values" } });
        graph.Node[2].Input[1] = "values";
    }
}
