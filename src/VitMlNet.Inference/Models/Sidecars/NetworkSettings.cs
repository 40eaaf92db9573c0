using System.Globalization;

namespace VitMlNet;

/// <summary><c>config.json</c> of Hugging Face's transformers: the kind of network, its sizes and its classes.</summary>
internal sealed class NetworkSettings
{
    private readonly JsonSettings _config;

    private NetworkSettings(JsonSettings config) => _config = config;

    public string Source => _config.Source;

    /// <summary>The kind of network, such as <c>vit</c>.</summary>
    public string ModelType => _config.Text("model_type") ?? "";

    /// <summary>Whether several classes may be true of one photograph, so that each has a sigmoid of its own.</summary>
    public bool IsMultiLabel => _config.Text("problem_type") == "multi_label_classification";

    /// <summary>The height and width of the input; of a network of photographs and text, those of its part for photographs.</summary>
    public (int Height, int Width)? Size => _config.Sides("image_size") ?? Vision?.Sides("image_size");

    /// <summary>The width of the tokens.</summary>
    public int? HiddenSize => (Vision ?? _config).Count("hidden_size") ?? _config.Count("hidden_size");

    /// <summary>The width of what is compared with text.</summary>
    public int? ProjectionSize => _config.Count("projection_dim") ?? Vision?.Count("projection_dim");

    /// <summary>Whether BEiT's vector is the mean of the patches, as by default; else the first token.</summary>
    public bool UsesMeanPooling => _config.Flag("use_mean_pooling") ?? true;

    private JsonSettings? Vision => _config.Object("vision_config");

    /// <summary>The settings of a file; null where it is of something else.</summary>
    public static NetworkSettings? Find(JsonSettings? config) =>
        config is not null && (config.Text("model_type") is not null || config.Has("id2label")) ? new NetworkSettings(config) : null;

    /// <summary>The class names, as many as there are scores; null where the file has none, or has more.</summary>
    /// <remarks>Names that are left out are called as transformers calls them, which leaves all out where there are the usual two.</remarks>
    public IReadOnlyList<string>? GetLabels(int count)
    {
        IReadOnlyList<string?>? names = _config.Names("id2label");
        if (names is null ? count != 2 || !IsClassifier : names.Count > count || names.All(name => name is null))
            return null;
        return [.. Enumerable.Range(0, count).Select(index =>
            names?.ElementAtOrDefault(index) ?? $"LABEL_{index.ToString(CultureInfo.InvariantCulture)}")];
    }

    /// <summary>The number of classes that are named; null where none are.</summary>
    public int? LabelCount => _config.Names("id2label")?.Count ?? (IsClassifier ? 2 : null);

    private bool IsClassifier => _config.Find("architectures") is { ValueKind: System.Text.Json.JsonValueKind.Array } list
        && list.EnumerateArray().Any(item => item.ToString().EndsWith("ForImageClassification", StringComparison.Ordinal)
            || item.ToString().EndsWith("ForImageClassificationWithTeacher", StringComparison.Ordinal));
}
