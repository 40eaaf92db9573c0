using VitMlNet.ModelFile;
using System.Globalization;

namespace VitMlNet;

/// <summary>Reads the header of a model file and finds its weights; what is wrong with either is told in the library's words.</summary>
internal static class ModelFileHeader
{
    public const string Remedy = "Convert a checkpoint with `vitmlnet convert` and open the file that it writes.";

    /// <exception cref="VitModelException">There is no such file, or it is no ONNX model.</exception>
    public static OnnxHeader Read(ModelStorage storage)
    {
        string path = storage.Path;
        if (Directory.Exists(path))
            throw new VitModelException("a model file is expected, and this is a folder. Name the .onnx file in it.", path);
        try
        {
            using Stream stream = storage.OpenRead();
            if (storage.IsFile && stream.Length == 0)
                throw new VitModelException($"the file is empty. {Remedy}", path);
            return OnnxHeaderReader.Read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VitModelException($"there is no such file. {Remedy}", path, e);
        }
        catch (InvalidDataException e)
        {
            throw new VitModelException($"an ONNX model is expected, but the file is cut off or something else: {e.Message}. {Remedy}", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read: {e.Message} Check its permissions and the disk.", path, e);
        }
    }

    /// <summary>The file of external weights; null when they are in the model file.</summary>
    /// <exception cref="VitModelException">The file is absent or too short, or there are several.</exception>
    public static string? FindWeights(OnnxHeader header, string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (header.ExternalFiles.Count > 1)
        {
            throw new VitModelException(
                $"its weights are expected in the model file or in one other, and they are in {header.ExternalFiles.Count} "
                    + $"('{header.ExternalFiles.Keys.First()}' and others). "
                    + "Save the model again with all of them in one file (in Python, onnx.save_model with all_tensors_to_one_file).",
                path);
        }

        string? found = null;
        foreach ((string location, long least) in header.ExternalFiles)
        {
            if (location.Contains('\0') || location.Length == 0)
                throw new VitModelException($"its weights are expected in another file, and the name of that file, '{location.Replace("\0", "\\0")}', is none. {Remedy}", path);
            found = Path.Combine(folder, location);
            long? length = LinkedFile.Length(found);
            if (length is null)
            {
                throw new VitModelException(
                    $"its weights are expected in '{found}', and there is no such file. "
                        + $"Keep '{location}' in the folder of the model file, under that name, or convert the checkpoint again.",
                    path);
            }

            bool isStated = header.Metadata.TryGetValue(ModelMetadata.WeightsLength, out string? text)
                & long.TryParse(text, CultureInfo.InvariantCulture, out long stated);
            if (isStated ? length != stated : length < least)
            {
                throw new VitModelException(
                    $"its weights file '{found}' is expected to have {(isStated ? stated : least)} bytes{(isStated ? "" : " or more")}, and has "
                        + $"{length}: it is cut off, or belongs to another model. Copy it again, or convert the checkpoint again.",
                    path);
            }
        }

        return found;
    }

    /// <summary>Tensors with their shapes, as messages list them.</summary>
    public static string List(IEnumerable<OnnxTensorInfo> tensors)
    {
        string list = string.Join("; ", tensors.Select(tensor => $"'{tensor.Name}', {tensor.Describe()}"));
        return list.Length == 0 ? "none" : list;
    }
}
