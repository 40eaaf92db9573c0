using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>A small graph with the input and outputs of a model and none of its weights, which ML.NET opens in its place when a pipeline is saved.</summary>
internal static class StubGraph
{
    public static byte[] Create(VitModel model, IEnumerable<string> outputs)
    {
        var graph = new OnnxModelBuilder();
        graph.AddInput(model.Input.Name, OnnxModelBuilder.Float, [model.TakesOnePhotograph ? 1 : -1, .. model.Input.Shape(1, model.Height).AsSpan(1)]);
        foreach (string output in outputs)
        {
            long[] shape = model.GetOutputDimensions(output);
            graph.AddConstant($"{output}.shape", [.. shape.Select(size => Math.Max(size, 1))]);
            graph.AddNode("ConstantOfShape", [$"{output}.shape"], [output]);
            graph.AddOutput(output, OnnxModelBuilder.Float, shape);
        }

        return graph.ToModel();
    }
}
