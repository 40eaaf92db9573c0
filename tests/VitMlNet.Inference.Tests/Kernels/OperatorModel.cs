using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VitMlNet.Conversion.Graph;
using VitMlNet.Kernels;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Inference.Tests.Kernels;

/// <summary>A model of one operator, with its function of standard operators, run with the kernel or without.</summary>
internal sealed class OperatorModel
{
    private readonly ModelProto _model;

    public OperatorModel(string type, params AttributeProto[] attributes)
    {
        Function = KernelFunctions.All.Single(function => function.Name == type).Clone();
        KernelOperator definition = KernelOperators.All.Single(each => each.Name == type);
        _model = new ModelProto
        {
            IrVersion = 9,
            OpsetImport =
            {
                new OperatorSetIdProto { Version = GraphBuilder.StandardOperators },
                new OperatorSetIdProto { Domain = KernelOperatorNames.Domain, Version = KernelOperatorNames.Version },
            },
            Functions = { Function },
            Graph = new GraphProto
            {
                Name = type,
                Node =
                {
                    new NodeProto
                    {
                        OpType = type,
                        Domain = KernelOperatorNames.Domain,
                        Input = { Function.Input },
                        Output = { Function.Output },
                        Attribute = { attributes },
                    },
                },
                Input = { Function.Input.Zip(definition.Inputs, Value) },
                Output = { Function.Output.Zip(definition.Outputs, Value) },
            },
        };
    }

    public FunctionProto Function { get; }

    public InferenceSession Open(bool withKernel)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (withKernel)
            Assert.IsTrue(KernelLibrary.TryRegister(options));
        return new InferenceSession(_model.ToByteArray(), options);
    }

    /// <summary>The outputs, floats or bytes.</summary>
    public Array[] Run(bool withKernel, params (Array Values, long[] Shape)[] inputs)
    {
        using InferenceSession session = Open(withKernel);
        OrtValue[] values = [.. inputs.Select(input => input.Values switch
        {
            float[] floats => OrtValue.CreateTensorValueFromMemory(floats, input.Shape),
            int[] integers => OrtValue.CreateTensorValueFromMemory(integers, input.Shape),
            _ => throw new NotSupportedException(),
        })];
        try
        {
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [.. Function.Input], values, [.. Function.Output]);
            return [.. outputs.Select<OrtValue, Array>(output => output.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float
                ? output.GetTensorDataAsSpan<float>().ToArray()
                : output.GetTensorDataAsSpan<byte>().ToArray())];
        }
        finally
        {
            foreach (OrtValue value in values)
                value.Dispose();
        }
    }

    private static ValueInfoProto Value(string name, KernelElement type) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } },
    };
}
