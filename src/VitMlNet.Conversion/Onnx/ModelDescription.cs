using VitMlNet.ModelFile;

namespace VitMlNet.Conversion.Onnx;

/// <summary>What a model file says about itself: the entries of its metadata.</summary>
internal static class ModelDescription
{
    public static Dictionary<string, string> Create(CheckpointInfo info, int resolution, VitPrecision precision, ClassLabels? labels, string sha256)
    {
        var metadata = new Dictionary<string, string>
        {
            [ModelMetadata.FormatVersion] = FormattableString.Invariant($"{ModelMetadata.CurrentFormatVersion}"),
            [ModelMetadata.Architecture] = info.Architecture,
            [ModelMetadata.Resolution] = FormattableString.Invariant($"{resolution}"),
            [ModelMetadata.Preprocessing] = info.Preprocessing,
            [ModelMetadata.Numerics] = info.Numerics,
            [ModelMetadata.Precision] = PrecisionNames.NameOf(precision),
            [ModelMetadata.ParameterCount] = FormattableString.Invariant($"{info.ParameterCount}"),
            [ModelMetadata.SourceName] = Path.GetFileName(Path.TrimEndingDirectorySeparator(info.Path)),
            [ModelMetadata.SourceSha256] = sha256,
        };
        if (labels is not null)
            metadata[ModelMetadata.Labels] = TextList.Write(labels.Names);
        if (labels?.Ids is { } ids)
            metadata[ModelMetadata.LabelIds] = TextList.Write(ids);
        return metadata;
    }
}
