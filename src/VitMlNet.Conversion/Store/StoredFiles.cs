using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Store;

/// <summary>A model file in a store, the file of its weights, and the note of where they came from.</summary>
internal sealed record StoredFiles(string ModelPath)
{
    public string WeightsPath => ModelPath + ModelMetadata.WeightsSuffix;

    /// <summary>The model's short name with the form behind it.</summary>
    public string Name => Path.GetFileNameWithoutExtension(ModelPath);

    private string OriginPath => ModelPath + ".json";

    /// <summary>
    /// Whether the model can be used. Files that the store made are as long as its note says; a model that somebody put there
    /// without a note is taken as it is.
    /// </summary>
    public bool IsComplete => Length(ModelPath) is { } length
        && (JsonFile.Read<Origin>(OriginPath) is not { } origin || (origin.ModelBytes == length && origin.WeightsBytes == (Length(WeightsPath) ?? 0)));

    public long Bytes => (Length(ModelPath) ?? 0) + (Length(WeightsPath) ?? 0);

    /// <summary>Puts files of the same names from another folder in their places: the weights first, since the model file without them is of no use.</summary>
    public void Adopt(StoredFiles made, Uri address, string? sha256)
    {
        File.Delete(OriginPath);
        if (File.Exists(made.WeightsPath))
            File.Move(made.WeightsPath, WeightsPath, overwrite: true);
        else
            File.Delete(WeightsPath);
        File.Move(made.ModelPath, ModelPath, overwrite: true);
        JsonFile.Write(OriginPath, new Origin(address, sha256, Length(ModelPath) ?? 0, Length(WeightsPath) ?? 0));
    }

    public void Delete()
    {
        File.Delete(ModelPath);
        File.Delete(WeightsPath);
        File.Delete(OriginPath);
    }

    private static long? Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;

    private sealed record Origin(Uri Address, string? Sha256, long ModelBytes, long WeightsBytes);
}
