using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet.Conversion.Tests;

/// <summary>A checkpoint converted into a temporary folder and opened in ONNX Runtime.</summary>
internal sealed class ConvertedModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ConvertedModel(string checkpointPath, ConversionOptions? options = null)
    {
        Path = _folder.File("model.onnx");
        Result = CheckpointConverter.Convert(checkpointPath, Path, options);
    }

    public string Path { get; }

    public ConversionResult Result { get; }

    public ModelProto Read() => ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path));

    /// <summary>Makes intermediate values outputs of the model, by the names of their nodes.</summary>
    public void Expose(params IEnumerable<string> names)
    {
        ModelProto model = Read();
        foreach (string name in names)
        {
            model.Graph.Output.Add(new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
            });
        }

        File.WriteAllBytes(Path, model.ToByteArray());
    }

    /// <summary>Scores images [n, size, size, 3] in one call, and returns every output by name.</summary>
    public Dictionary<string, float[]> Run(float[] images)
    {
        using var session = new InferenceSession(Path);
        int size = Result.Resolution;
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(images, [images.Length / (size * size * 3), size, size, 3]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["image"], [input], session.OutputNames);
        return session.OutputNames.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose() => _folder.Dispose();
}
