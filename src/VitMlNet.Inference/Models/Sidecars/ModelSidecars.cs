namespace VitMlNet;

/// <summary>What the exporting tool put beside a model file, and into its metadata.</summary>
internal sealed class ModelSidecars
{
    private const string Subfolder = "onnx";
    private const string Tags = "selected_tags.csv";
    private const string CustomVision = "cvexport.manifest";

    private readonly MetadataSettings _metadata;
    private readonly ProcessorSettings? _processor;
    private readonly bool _isTagger;
    private readonly bool _isCustomVision;

    /// <param name="folders">Where the files may be; none to read the metadata alone.</param>
    /// <param name="metadata">The entries of the model file's metadata.</param>
    private ModelSidecars(string[] folders, IReadOnlyDictionary<string, string> metadata)
    {
        _metadata = new MetadataSettings(metadata);
        JsonSettings? config = Find(folders, "config.json");
        Timm = TimmSettings.Find(config);
        Network = NetworkSettings.Find(config);
        JsonSettings? processor = Find(folders, "preprocessor_config.json") ?? Find(folders, "processor_config.json")?.Object("image_processor");
        _processor = processor is null ? null : new ProcessorSettings(processor, Network?.ModelType);
        Labels = LabelLists.Find(folders);
        _isTagger = Labels?.Source == Tags;
        _isCustomVision = folders.Any(folder => File.Exists(Path.Combine(folder, CustomVision)));
    }

    /// <summary>timm's settings; null where there are none.</summary>
    public TimmSettings? Timm { get; }

    /// <summary>The settings of a network of transformers; null where there are none.</summary>
    public NetworkSettings? Network { get; }

    /// <summary>A list of class names beside the model; null where there is none.</summary>
    public Sourced<IReadOnlyList<string>>? Labels { get; }

    /// <summary>Class names in the metadata; null where there are none.</summary>
    public Sourced<IReadOnlyList<string>>? MetadataLabels =>
        _metadata.Labels is { } names ? new Sourced<IReadOnlyList<string>>(names, "the metadata entry 'names'", VitFactOrigin.ModelFile) : null;

    /// <summary>The height and width of the input; null where no file says it.</summary>
    public Sourced<(int Height, int Width)>? Size =>
        Timm?.Size is { } timm ? new Sourced<(int, int)>(timm, Timm.Source)
        : _processor is not null ? new Sourced<(int, int)>(_processor.Size, _processor.Source)
        : Network?.Size is { } size ? new Sourced<(int, int)>(size, Network.Source)
        : _metadata.Size is { } stated ? new Sourced<(int, int)>(stated, "the metadata entry 'imgsz'", VitFactOrigin.ModelFile)
        : null;

    /// <summary>Reads what is beside a model file: in its folder, and for a folder called onnx in the one above it.</summary>
    /// <exception cref="VitModelException">A file cannot be read.</exception>
    public static ModelSidecars Read(string modelPath, IReadOnlyDictionary<string, string> metadata)
    {
        string folder = Path.GetDirectoryName(modelPath)!;
        string? above = Path.GetFileName(folder).Equals(Subfolder, StringComparison.OrdinalIgnoreCase) ? Path.GetDirectoryName(folder) : null;
        return new ModelSidecars(above is null ? [folder] : [folder, above], metadata);
    }

    /// <summary>What the metadata alone say.</summary>
    public static ModelSidecars WithoutFiles(IReadOnlyDictionary<string, string> metadata) => new([], metadata);

    /// <summary>How the tool that wrote the files makes pixels; null where no file says it.</summary>
    /// <param name="height">The model's height in pixels.</param>
    /// <param name="width">The model's width in pixels.</param>
    public Sourced<VitPreprocessing>? FindPreprocessing(int height, int width)
    {
        if (Timm is not null)
            return new Sourced<VitPreprocessing>(Timm.ToPreprocessing(height, width), Timm.Source);
        if (_processor is not null)
        {
            VitPreprocessing preprocessing = _processor.ToPreprocessing(height, width);
            return !_processor.IsKnown ? Guess(preprocessing, $"{_processor.Source} names an image processor that is not known")
                : _processor.Size != (height, width) ? Guess(
                    preprocessing, $"{_processor.Source} is for {_processor.Size.Height} x {_processor.Size.Width} pixels, and the model for {height} x {width}")
                : new Sourced<VitPreprocessing>(preprocessing, _processor.Source);
        }

        if (_metadata.IsUltralytics)
            return new Sourced<VitPreprocessing>(VitPreprocessing.Ultralytics, "the metadata of Ultralytics", VitFactOrigin.ModelFile);
        if (_metadata.HasPixels)
            return new Sourced<VitPreprocessing>(_metadata.Pixels, "the metadata entries 'Image.'", VitFactOrigin.ModelFile);
        if (_isCustomVision)
            return new Sourced<VitPreprocessing>(CustomVisionPixels, $"{CustomVision}, as the exports of Custom Vision");
        return _isTagger ? new Sourced<VitPreprocessing>(TaggerPixels, $"{Tags}, as the taggers that have such a file") : null;
    }

    /// <summary>Squashed, blue first, 0 to 255.</summary>
    private static VitPreprocessing CustomVisionPixels { get; } = VitPreprocessing.Keras with { Antialias = true, BlueFirst = true };

    /// <summary>Padded with white to a square, bicubic, blue first, 0 to 255.</summary>
    private static VitPreprocessing TaggerPixels { get; } = VitPreprocessing.Keras with
    {
        ResizeMode = VitResizeMode.PadToSquare,
        Interpolation = VitInterpolation.Bicubic,
        Antialias = true,
        FillColor = new(255),
        BlueFirst = true,
    };

    private static Sourced<VitPreprocessing> Guess(VitPreprocessing preprocessing, string why) => new(preprocessing, why, VitFactOrigin.Guess);

    private static JsonSettings? Find(string[] folders, string file) =>
        folders.Select(folder => JsonSettings.Read(Path.Combine(folder, file))).FirstOrDefault(found => found is not null);
}
