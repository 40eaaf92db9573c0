using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.Kernels;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Benchmarks.Int8;

/// <summary>
/// The whole-number products of an int8 model and nothing else, with its weights and the activations of one run: what the machine's
/// <c>MatMulInteger</c> takes is the least that the model can take.
/// </summary>
internal static class ProductsModel
{
    /// <summary>Writes the model beside the other, whose weights it shares, and gives its inputs.</summary>
    public static Dictionary<string, OrtValue> Write(string int8, string path, OrtValue image)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(int8));
        NodeProto[] products = [.. model.Graph.Node.Where(node => node.OpType == "MatMulInteger")];
        Dictionary<string, OrtValue> inputs = Activations(model, products, int8 + ".activations.onnx", image);

        var used = products.SelectMany(node => node.Input.Skip(1)).ToHashSet();
        var graph = new GraphProto { Name = "products" };
        graph.Initializer.AddRange(model.Graph.Initializer.Where(tensor => used.Contains(tensor.Name)));
        foreach (string name in inputs.Keys)
            graph.Input.Add(Value(name, TensorProto.Types.DataType.Uint8, inputs[name].GetTensorTypeAndShape().Shape.Length));
        foreach (NodeProto product in products)
        {
            // Only the sums' shape is read, so that their memory is used again as it is in the model.
            string shape = product.Output[0] + "/shape";
            graph.Node.Add(product);
            graph.Node.Add(new NodeProto { OpType = "Shape", Input = { product.Output[0] }, Output = { shape } });
            graph.Output.Add(Value(shape, TensorProto.Types.DataType.Int64, 1));
        }

        File.WriteAllBytes(path, new ModelProto { IrVersion = model.IrVersion, OpsetImport = { model.OpsetImport[0] }, Graph = graph }.ToByteArray());
        return inputs;
    }

    private static Dictionary<string, OrtValue> Activations(ModelProto model, NodeProto[] products, string path, OrtValue image)
    {
        string[] names = [.. products.Select(node => node.Input[0]).Distinct()];
        ModelProto exposing = model.Clone();
        exposing.Graph.Output.AddRange(names.Select(name => Value(name, TensorProto.Types.DataType.Uint8, null)));
        File.WriteAllBytes(path, exposing.ToByteArray());
        using var options = new SessionOptions();
        KernelLibrary.TryRegister(options);
        using var session = new InferenceSession(path, options);
        using var runOptions = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> values = session.Run(runOptions, ["image"], [image], names);
        return names.Zip(values).ToDictionary(
            pair => pair.First,
            pair => OrtValue.CreateTensorValueFromMemory(pair.Second.GetTensorDataAsSpan<byte>().ToArray(), pair.Second.GetTensorTypeAndShape().Shape));
    }

    /// <summary>A tensor whose sizes are left open, so that nothing is calculated before the run.</summary>
    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, int? rank)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type };
        if (rank is { } axes)
        {
            tensor.Shape = new TensorShapeProto();
            for (int i = 0; i < axes; i++)
                tensor.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = $"{name}/{i}" });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
