using VitMlNet.Conversion.Weights;
using VitMlNet.ModelFile.Onnx;
using static VitMlNet.Conversion.Architecture.TensorNames;
using static VitMlNet.Conversion.Graph.GraphBuilder;

namespace VitMlNet.Conversion.Graph;

/// <summary>The two dense layers of an encoder block with GELU between them, in 8-bit whole numbers.</summary>
internal sealed class Int8Mlp(GraphBuilder graph, Parameters parameters, QuantizedProduct product)
{
    /// <param name="index">The block's number, from 0.</param>
    /// <param name="name">The name of the result, [n, tokens, hidden] with the residual added.</param>
    /// <param name="quantized">[n, tokens, hidden] after the LayerNorm, in bytes.</param>
    /// <param name="scale">Its scales.</param>
    /// <param name="residual">[n, tokens, hidden].</param>
    public string Build(int index, string name, string quantized, string scale, string residual)
    {
        string layer = Mlp(index);
        (int[] order, int apart) = parameters.OutlierChannels(MlpNorm(index), layer + "/Dense_0");
        if (apart > 0)
            return WithOutliersApart(layer, name, quantized, scale, residual, order, apart);

        Weight means = parameters.Plain(Bias(MlpNorm(index)));
        (Weight kernel, Weight bias) = parameters.Dense(layer + "/Dense_0");
        ProductSums sums = product.Signed(layer + "/Dense_0", quantized, scale, kernel);
        (quantized, scale) = graph.Pair(KernelOperatorNames.DequantizeGeluQuantize, layer + "/gelu", [.. sums.Inputs, product.Bias(bias, kernel, means), product.Matrix(order.Length)]);
        (kernel, bias) = parameters.Dense(layer + "/Dense_1");
        sums = product.Signed(layer + "/Dense_1", quantized, scale, kernel);
        return graph.Node(KernelOperatorNames.DequantizeBiasAdd, name, [.. sums.Inputs, graph.Weight(bias), residual]);
    }

    /// <summary>The channels in another order, which changes nothing, with the last of them multiplied in floating point.</summary>
    private string WithOutliersApart(
        string layer, string name, string quantized, string scale, string residual, int[] order, int apart)
    {
        string first = layer + "/Dense_0";
        string second = layer + "/Dense_1";
        int together = order.Length - apart;
        Weight kernel = parameters.Columns(Kernel(first), Kernel(first), order);
        ProductSums sums = product.Signed(first, quantized, scale, kernel);
        string bias = graph.Weight(parameters.Columns(Bias(first), Bias(first), order));
        string hidden = graph.Node(KernelOperatorNames.DequantizeBias, first + "/sums", [.. sums.Inputs, bias]);
        hidden = graph.Node("Gelu", layer + "/gelu", [hidden], Attribute("approximate", "tanh"));
        string[] parts = graph.NodeWithOutputs("Split", layer + "/split", [hidden, graph.Integers(together, apart)], 2, Attribute("axis", -1));

        string outlierKernel = graph.Weight(parameters.Rows(Kernel(second), second + "/outliers/kernel", order[together..]));
        string outliers = graph.Node("MatMul", second + "/outliers", [parts[1], outlierKernel]);
        residual = graph.Node("Add", second + "/outliers/sum", [residual, outliers]);
        (quantized, scale) = graph.Pair(KernelOperatorNames.QuantizeTokens, layer + "/quantized", [parts[0], product.Matrix(together)]);
        sums = product.Signed(second, quantized, scale, parameters.Rows(Kernel(second), Kernel(second), order[..together]));
        return graph.Node(KernelOperatorNames.DequantizeBiasAdd, name, [.. sums.Inputs, graph.Weight(parameters.Plain(Bias(second))), residual]);
    }
}
