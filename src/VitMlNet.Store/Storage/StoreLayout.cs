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

    /// <summary>The folder of a checkpoint of several files.</summary>
    public string CheckpointFolder(string name) => Path.Combine(Checkpoints, name);

    /// <summary>One lock for all forms of a model, since they come from one checkpoint.</summary>
    public string Lock(string name) => Path.Combine(Checkpoints, $".{name}.lock");

    /// <summary>The folder to which a conversion writes, so that what a killed process leaves behind is found and deleted.</summary>
    public string Work(string name) => Path.Combine(Folder, $".{name}.work");

    public StoredFiles Stored(string name, ConversionOptions conversion) => Stored(name, Form(conversion));

    public StoredFiles Stored(string name, string form) => new(Path.Combine(Folder, name + form + ModelExtension));

    /// <summary>The stored forms of a model. Names of models contain no dot, forms begin with one.</summary>
    public IEnumerable<StoredFiles> Forms(string name) =>
        All(name + ".*onnx").Where(stored => Path.GetFileName(stored.ModelPath).StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>All model files in the folder whose names match a pattern.</summary>
    public IEnumerable<StoredFiles> All(string pattern = "*" + ModelExtension) =>
        Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, pattern)
                .Where(path => Path.GetFileName(path) is { } file && !file.StartsWith('.') && file.EndsWith(ModelExtension, StringComparison.Ordinal))
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
        if (conversion.Numerics is { } numerics)
            form += "." + numerics.ToString().ToLowerInvariant();
        if (conversion.IncludeAttention)
            form += ".attention";
        if (conversion.IncludeTokens)
            form += ".tokens";
        if (conversion.EmbeddedWeightsLimit != defaults.EmbeddedWeightsLimit)
            form += ".embed" + conversion.EmbeddedWeightsLimit.ToString(CultureInfo.InvariantCulture);
        return form;
    }
}
