using System.Globalization;

namespace VitMlNet.Store.Storage;

/// <summary>The names of the files in a store's folder.</summary>
internal sealed class StoreLayout(string folder)
{
    private const string ModelExtension = ".onnx";

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The folder of checkpoints, whole ones and those that are under way.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    public string Checkpoint(VitPublishedModel model) => Path.Combine(Checkpoints, model.FileName);

    /// <summary>One lock for all forms of a model, since they come from one checkpoint.</summary>
    public string Lock(VitPublishedModel model) => Path.Combine(Checkpoints, $".{model.Name}.lock");

    /// <summary>Where a conversion writes, so that what a killed one leaves behind is found and cleared away.</summary>
    public string Work(VitPublishedModel model) => Path.Combine(Folder, $".{model.Name}.work");

    public StoredFiles Stored(VitPublishedModel model, ConversionOptions conversion) => Stored(model, Form(conversion));

    public StoredFiles Stored(VitPublishedModel model, string form) => new(Path.Combine(Folder, model.Name + form + ModelExtension));

    /// <summary>Every form of a model that is there; names of models have no dot in them, forms begin with one.</summary>
    public IEnumerable<StoredFiles> Forms(VitPublishedModel model) =>
        Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, model.Name + ".*onnx")
                .Where(path => Path.GetFileName(path) is { } name
                    && name.StartsWith(model.Name + ".", StringComparison.Ordinal) && name.EndsWith(ModelExtension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => new StoredFiles(path))
            : [];

    /// <summary>What a conversion differs in from the defaults: nothing, or <c>.int8</c>, <c>.at384.int8.attention.tokens</c>.</summary>
    public static string Form(ConversionOptions conversion)
    {
        var defaults = new ConversionOptions();
        string form = "";
        if (conversion.Resolution is { } resolution)
            form += ".at" + resolution.ToString(CultureInfo.InvariantCulture);
        if (conversion.Precision != defaults.Precision)
            form += "." + conversion.Precision.ToString().ToLowerInvariant();
        if (conversion.IncludeAttention)
            form += ".attention";
        if (conversion.IncludeTokens)
            form += ".tokens";
        if (conversion.EmbeddedWeightsLimit != defaults.EmbeddedWeightsLimit)
            form += ".embed" + conversion.EmbeddedWeightsLimit.ToString(CultureInfo.InvariantCulture);
        return form;
    }
}
