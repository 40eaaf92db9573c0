using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>Reads the header of a model file; what is wrong with it is told in the library's words.</summary>
internal static class ModelFileHeader
{
    /// <summary>What to do about a file that <c>vitmlnet convert</c> should have written.</summary>
    public const string Remedy = "Convert a checkpoint with `vitmlnet convert` and open the file that it writes.";

    /// <summary>What to do about a file of which nobody knows who wrote it.</summary>
    private const string AnyRemedy = "Copy or export it again, or convert a checkpoint with `vitmlnet convert` and open the file that it writes.";

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
                throw new VitModelException($"the file is empty. {AnyRemedy}", path);
            return OnnxHeaderReader.Read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VitModelException($"there is no such file. {AnyRemedy}", path, e);
        }
        catch (InvalidDataException e)
        {
            throw new VitModelException($"an ONNX model is expected, but the file is cut off or something else: {e.Message}. {AnyRemedy}", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VitModelException($"the file cannot be read: {e.Message} Check its permissions and the disk.", path, e);
        }
    }

    /// <summary>Tensors with their shapes, as messages list them.</summary>
    public static string List(IEnumerable<OnnxTensorInfo> tensors)
    {
        string list = string.Join("; ", tensors.Select(tensor => $"'{tensor.Name}', {tensor.Describe()}"));
        return list.Length == 0 ? "none" : list;
    }
}
