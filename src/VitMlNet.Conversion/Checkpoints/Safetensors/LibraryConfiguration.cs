namespace VitMlNet.Conversion.Checkpoints.Safetensors;

/// <summary>What <c>config.json</c> and <c>preprocessor_config.json</c> say that no tensor says.</summary>
internal sealed record LibraryConfiguration
{
    /// <summary>The file, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>timm's architecture without tag, or the model_type of transformers.</summary>
    public required string Architecture { get; init; }

    public required LibraryFamily Family { get; init; }

    /// <summary>The number of attention heads; <see langword="null"/> where it follows from the width: 64 channels a head.</summary>
    public required int? HeadCount { get; init; }

    /// <summary>The numerics of the library for this model.</summary>
    public required NetworkNumerics Numerics { get; init; }

    /// <summary>Why the numerics of the original code are right without being asked for; <see langword="null"/> where they are not.</summary>
    public required string? EvidenceForJax { get; init; }

    public required PixelScale Pixels { get; init; }

    /// <summary>Whether a file says the scale of the pixels, or the family's is assumed.</summary>
    public required bool PixelsAreSaid { get; init; }

    /// <summary>The height and width of the pictures that the network was made for.</summary>
    public required int? Resolution { get; init; }

    /// <summary>The preprocessing in the words of the model file's metadata; <see langword="null"/> where nothing is said.</summary>
    public required string? Preprocessing { get; init; }

    /// <summary>The class names in the order of the logits; <see langword="null"/> where none are said.</summary>
    public required IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The sizes that the configuration says too, each with what it is called there.</summary>
    public required IReadOnlyList<(string Field, ConfigurationSize Size, int Value)> Sizes { get; init; }

    /// <summary>Reads the files of a folder.</summary>
    /// <param name="folder">The folder of the weights.</param>
    /// <param name="tensors">The names of the tensors, in timm's form.</param>
    /// <exception cref="ConversionException">There is no <c>config.json</c>, or it is of another architecture.</exception>
    public static LibraryConfiguration Read(string folder, IReadOnlySet<string> tensors)
    {
        string path = System.IO.Path.Combine(folder, "config.json");
        if (JsonFiles.Read(path) is not { } element)
        {
            throw new ConversionException(
                "There is no such file beside the weights, and the number of heads, the activation and the scale of the pixels stand in no tensor. Download it from the model's page into the same folder.", path);
        }

        var config = new JsonFields(path, element);
        LibraryConfiguration read = config.Text("architecture") is { } architecture ? TimmConfiguration.Read(config, architecture)
            : config.Text("model_type") is { } modelType ? TransformersConfiguration.Read(config, modelType, folder, tensors)
            : throw NotALibrarys(path);
        if (read.Pixels.Std.Any(deviation => deviation <= 0) || read.Numerics.LayerNormEpsilon < 0)
            throw new ConversionException("The deviation of the pixels should be over 0, and the epsilon of the LayerNorm not below. Download the configuration of this model again.", path);
        return read;
    }

    private static ConversionException NotALibrarys(string path) => new("Neither 'architecture' (timm) nor 'model_type' (transformers) is there. Download the config.json of this model.", path);

    /// <summary>The same in the words that all formats share.</summary>
    /// <param name="files">The number of files that hold the weights.</param>
    public CheckpointFacts Facts(int files)
    {
        bool isTimm = Family.Library == Library.Timm;
        var notes = new List<string>();
        if (HeadCount is null)
            notes.Add("No file says the number of heads: 64 channels a head are assumed, as in all models of this name.");
        if (!PixelsAreSaid)
            notes.Add($"No file says the mean and deviation of the pixels: those of {Family.Name} are assumed.");
        if (Family.LacksBiases)
            notes.Add("A head of CLIP is its projection: the output logits, where there is one, holds the embedding that is compared with texts, and no classes.");
        return new CheckpointFacts
        {
            Format = files == 1 ? ".safetensors" : $".safetensors in {files} shards",
            Names = isTimm ? "mapped from timm's" : "mapped from those of transformers",
            Family = Family.IsGoogles ? null : Family.Name,
            Numerics = EvidenceForJax is null ? Numerics : NetworkNumerics.Jax,
            NumericsReason = EvidenceForJax ?? $"nothing proves a release of Google's, so it is taken as trained in PyTorch ('{Printable.Of(Architecture)}')",
            LibraryNumerics = Numerics,
            MayBeJax = Family.IsGoogles,
            Resolution = Resolution,
            Preprocessing = Preprocessing ?? "google",
            Labels = Labels,
            Notes = notes,
            TokensBeforeNorm = Family.TokensBeforeNorm,
            HeadSeesPatchMean = Family.Library == Library.Transformers && Family.Name.StartsWith("DINOv2", StringComparison.Ordinal),
        };
    }

    /// <summary>The family of an architecture.</summary>
    /// <exception cref="ConversionException">It has other parts.</exception>
    public static LibraryFamily FamilyOf(Library library, string architecture, string path) =>
        LibraryFamily.Find(library, architecture) ?? throw new ConversionException(
            $"The architecture is '{Printable.Of(architecture)}', which is none of those that can be converted: ViT and its hybrids, DeiT, DINO, DINOv2, CLIP vision, SigLIP vision.", path);
}

/// <summary>A size that both the configuration and the tensors say.</summary>
internal enum ConfigurationSize
{
    Depth,
    Patch,
    Classes,
}
