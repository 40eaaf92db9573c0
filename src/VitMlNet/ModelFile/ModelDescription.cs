using System.Globalization;
using System.Text.Json;

namespace VitMlNet.ModelFile;

/// <summary>A model file's own account of itself, checked against the contract of such files.</summary>
internal sealed record ModelDescription(
    string Path, string? WeightsPath, OnnxHeader Header, int Height, int Width, int FeatureCount, int? ClassCount)
{
    private const string Remedy = "Convert a checkpoint with `vitmlnet convert` and open the file that it writes.";

    public static ModelDescription Read(string path)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        OnnxHeader header = ReadHeader(fullPath);
        CheckFormat(header, fullPath);

        OnnxTensorInfo? image = header.Inputs.FirstOrDefault(input => input.Name == ModelTensors.Image);
        if (header.Inputs.Count != 1 || image is not { ElementType: OnnxTensorInfo.Float, Dimensions: [null, > 0 and < 1 << 16, > 0 and < 1 << 16, 3] })
        {
            throw NotSuchAModel(fullPath, "one input 'image', float32 [batch, height, width, 3] with an open batch dimension", header.Inputs);
        }

        int features = ReadWidth(header, ModelTensors.Features, fullPath)
            ?? throw NotSuchAModel(fullPath, "an output 'features', float32 [batch, hidden]", header.Outputs);
        return new ModelDescription(
            fullPath,
            FindWeights(header, fullPath),
            header,
            (int)image.Dimensions[1]!,
            (int)image.Dimensions[2]!,
            features,
            ReadWidth(header, ModelTensors.Logits, fullPath));
    }

    /// <summary>A list of texts from the metadata, or null when there is none.</summary>
    public IReadOnlyList<string>? ReadList(string key)
    {
        if (!Header.Metadata.TryGetValue(key, out string? json))
            return null;
        try
        {
            string?[]? values = JsonSerializer.Deserialize<string?[]>(json);
            if (values is not null && values.All(value => value is not null))
                return values!;
        }
        catch (JsonException)
        {
            // Told below, in the words of the model file.
        }

        throw new VitModelException($"the metadata entry '{key}' is expected to be a JSON array of strings, and is not. {Remedy}", Path);
    }

    private static OnnxHeader ReadHeader(string path)
    {
        if (Directory.Exists(path))
            throw new VitModelException("a model file is expected, and this is a folder. Name the .onnx file in it.", path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (stream.Length == 0)
                throw new VitModelException($"the file is empty. {Remedy}", path);
            return OnnxHeaderReader.Read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VitModelException($"there is no such file. {Remedy}", path, e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new VitModelException($"an ONNX model is expected, but the file is cut off or something else: {e.Message}. {Remedy}", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read: {e.Message} Check its permissions and the disk.", path, e);
        }
    }

    private static void CheckFormat(OnnxHeader header, string path)
    {
        if (!header.Metadata.TryGetValue(ModelMetadata.FormatVersion, out string? text))
        {
            throw new VitModelException(
                $"the metadata entry '{ModelMetadata.FormatVersion}' is expected, and there is none: an ONNX model, but not one that `vitmlnet convert` wrote"
                + $" (its inputs: {List(header.Inputs)}; its outputs: {List(header.Outputs)}). {Remedy}",
                path);
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1)
            throw new VitModelException($"the metadata entry '{ModelMetadata.FormatVersion}' is expected to be a whole number from 1, and is '{text}'. {Remedy}", path);
        if (version > ModelMetadata.CurrentFormatVersion)
        {
            throw new VitModelException(
                $"the file has format version {version}, and this library reads versions up to {ModelMetadata.CurrentFormatVersion}. Update VitMlNet, or convert the checkpoint with this version's `vitmlnet convert`.",
                path);
        }
    }

    private static int? ReadWidth(OnnxHeader header, string name, string path)
    {
        OnnxTensorInfo? output = header.Outputs.FirstOrDefault(output => output.Name == name);
        if (output is null)
            return null;
        return output is { ElementType: OnnxTensorInfo.Float, Dimensions: [_, > 0 and < int.MaxValue] }
            ? (int)output.Dimensions[1]!
            : throw NotSuchAModel(path, $"an output '{name}' that is float32 [batch, a fixed number]", [output]);
    }

    private static string? FindWeights(OnnxHeader header, string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        string? found = null;
        foreach ((string location, long least) in header.ExternalFiles)
        {
            string file = System.IO.Path.Combine(folder, location);
            var info = new FileInfo(file);
            if (!info.Exists)
            {
                throw new VitModelException(
                    $"its weights are expected in '{file}', and there is no such file. Keep '{location}' in the folder of the model file, under that name, or convert the checkpoint again.",
                    path);
            }

            bool isStated = header.Metadata.TryGetValue(ModelMetadata.WeightsLength, out string? text) & long.TryParse(text, CultureInfo.InvariantCulture, out long stated);
            if (isStated ? info.Length != stated : info.Length < least)
            {
                throw new VitModelException(
                    $"its weights file '{file}' is expected to have {(isStated ? stated : least)} bytes{(isStated ? "" : " or more")}, and has {info.Length}: it is cut off, or belongs to another model. Copy it again, or convert the checkpoint again.",
                    path);
            }

            found ??= file;
        }

        return found;
    }

    private static VitModelException NotSuchAModel(string path, string expected, IEnumerable<OnnxTensorInfo> found) =>
        new($"{expected} is expected, and found is {List(found)}. {Remedy}", path);

    private static string List(IEnumerable<OnnxTensorInfo> tensors)
    {
        string list = string.Join("; ", tensors.Select(tensor => $"'{tensor.Name}', {tensor.Describe()}"));
        return list.Length == 0 ? "none" : list;
    }
}
