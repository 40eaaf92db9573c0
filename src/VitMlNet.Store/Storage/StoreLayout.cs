using System.Globalization;
using VitMlNet.ModelFile;

namespace VitMlNet.Store.Storage;

/// <summary>The names of the files in a store's folder.</summary>
internal sealed class StoreLayout(string folder)
{
    private const string ModelExtension = ".onnx";

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The folder of checkpoints, complete ones and partial downloads.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    public string Checkpoint(VitPublishedModel model) => Path.Combine(Checkpoints, model.FileName);

    /// <summary>One lock for all forms of a model, since they come from one checkpoint.</summary>
    public string Lock(VitPublishedModel model) => Path.Combine(Checkpoints, $".{model.Name}.lock");

    /// <summary>The folder to which a conversion writes, so that what a killed process leaves behind is found and deleted.</summary>
    public string Work(VitPublishedModel model) => Path.Combine(Folder, $".{model.Name}.work");

    public StoredFiles Stored(VitPublishedModel model, ConversionOptions conversion) => Stored(model, Form(conversion));

    public StoredFiles Stored(VitPublishedModel model, string form) => new(Path.Combine(Folder, model.Name + form + ModelExtension));

    /// <summary>The stored forms of a model. Names of models contain no dot, forms begin with one.</summary>
    public IEnumerable<StoredFiles> Forms(VitPublishedModel model) =>
        Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, model.Name + ".*onnx")
                .Where(path => Path.GetFileName(path) is { } name
                    && name.StartsWith(model.Name + ".", StringComparison.Ordinal) && name.EndsWith(ModelExtension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => new StoredFiles(path))
            : [];

    /// <summary>The form: the options of a conversion that are not the defaults, as <c>.int8</c> or <c>.at384.int8.attention.tokens</c>.</summary>
    public static string Form(ConversionOptions conversion)
    {
        var defaults = new ConversionOptions();
        string form = "";
        if (conversion.Resolution is { } resolution)
            form += ".at" + resolution.ToString(CultureInfo.InvariantCulture);
        if (conversion.Precision != defaults.Precision)
            form += "." + PrecisionNames.NameOf(conversion.Precision);
        if (conversion.IncludeAttention)
            form += ".attention";
        if (conversion.IncludeTokens)
            form += ".tokens";
        if (conversion.EmbeddedWeightsLimit != defaults.EmbeddedWeightsLimit)
            form += ".embed" + conversion.EmbeddedWeightsLimit.ToString(CultureInfo.InvariantCulture);
        return form;
    }
}
