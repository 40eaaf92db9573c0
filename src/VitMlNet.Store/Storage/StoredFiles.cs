using VitMlNet.ModelFile;

namespace VitMlNet.Store.Storage;

/// <summary>The files of a stored model: the model file, its external weights, and the record of their origin.</summary>
internal sealed class StoredFiles(string modelPath)
{
    public string ModelPath => modelPath;

    public string WeightsPath => modelPath + ModelMetadata.WeightsSuffix;

    /// <summary>The model's short name, followed by the form of its conversion.</summary>
    public string Name => Path.GetFileNameWithoutExtension(modelPath);

    private string OriginPath => modelPath + ".json";

    /// <summary>
    /// Whether the model can be used. The files that the store wrote have the lengths in the record; a model without a record, which
    /// somebody copied into the folder, is accepted as it is.
    /// </summary>
    public bool IsComplete => Length(ModelPath) is { } length
        && (JsonFile.Read(OriginPath, StorageJson.Default.ModelOrigin) is not { } origin
            || (origin.ModelBytes == length && origin.WeightsBytes == (Length(WeightsPath) ?? 0)));

    /// <summary>Where the model came from; <see langword="null"/> for one that somebody copied into the folder.</summary>
    public ModelOrigin? Origin => JsonFile.Read(OriginPath, StorageJson.Default.ModelOrigin);

    public long Bytes => (Length(ModelPath) ?? 0) + (Length(WeightsPath) ?? 0);

    /// <summary>Moves the files of a finished conversion here; the weights first, since the model file is useless without them.</summary>
    public void Adopt(StoredFiles made, ModelOrigin origin)
    {
        File.Delete(OriginPath);
        if (File.Exists(made.WeightsPath))
            File.Move(made.WeightsPath, WeightsPath, overwrite: true);
        else
            File.Delete(WeightsPath);
        File.Move(made.ModelPath, ModelPath, overwrite: true);
        JsonFile.Write(
            OriginPath, origin with { ModelBytes = Length(ModelPath) ?? 0, WeightsBytes = Length(WeightsPath) ?? 0 }, StorageJson.Default.ModelOrigin);
    }

    public void Delete()
    {
        File.Delete(ModelPath);
        File.Delete(WeightsPath);
        File.Delete(OriginPath);
    }

    private static long? Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;
}
