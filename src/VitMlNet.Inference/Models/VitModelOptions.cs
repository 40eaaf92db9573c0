namespace VitMlNet;

/// <summary>What to take instead of what a model file says about itself, and what a file of another tool does not say.</summary>
/// <remarks>
/// A file that <c>vitmlnet convert</c> wrote needs none of it. Of an ONNX file of another tool, everything is read off the graph, its
/// metadata and the files that the tool put beside it; where none of them says it, it is a guess, which <see cref="VitModel.Facts"/> has,
/// or opening it fails with a message that names the option to give. An option that is given goes before all that.
/// </remarks>
public sealed class VitModelOptions
{
    private int? _height;
    private int? _width;

    /// <summary>The class names in the order of the scores, or <see langword="null"/> (the default) for those of the file.</summary>
    public IReadOnlyList<string>? Labels { get; set; }

    /// <summary>
    /// The preprocessing of the photographs, or <see langword="null"/> (the default) for that of the file or of the files beside it, and
    /// where none says it for what is usual, which is a guess.
    /// </summary>
    public VitPreprocessing? Preprocessing { get; set; }

    /// <summary>For files of other tools: the order of the pixels, where the input's shape does not tell it.</summary>
    public VitPixelLayout? Layout { get; set; }

    /// <summary>For files of other tools: the height of the input in pixels, where its shape leaves it open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Height
    {
        get => _height;
        set => _height = CheckSide(value, nameof(Height));
    }

    /// <summary>For files of other tools: the width of the input in pixels, where its shape leaves it open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Width
    {
        get => _width;
        set => _width = CheckSide(value, nameof(Width));
    }

    /// <summary>
    /// For files of other tools: the output [batch, classes] that holds logits or probabilities, or <see langword="null"/> (the default) to
    /// find it.
    /// </summary>
    public string? ScoresOutput { get; set; }

    /// <summary>
    /// For files of other tools: whether the scores are probabilities already, or logits that softmax is to be applied to;
    /// <see langword="null"/> (the default) for what the graph ends in: probabilities after Softmax or Sigmoid, else logits.
    /// </summary>
    public bool? ScoresAreProbabilities { get; set; }

    /// <summary>
    /// For files of other tools: the output [batch, width], [batch, tokens, width] or [batch, width, rows, columns] that holds features,
    /// or <see langword="null"/> (the default) to find it.
    /// </summary>
    public string? FeaturesOutput { get; set; }

    /// <summary>
    /// For files of other tools: how an output of tokens becomes features, or <see langword="null"/> (the default) for what is right for
    /// the kind of network, and the first token where that is not known.
    /// </summary>
    public VitPooling? Pooling { get; set; }

    /// <summary>
    /// For files of other tools: whether several classes may be true of one photograph, so that each logit has a sigmoid of its own, or
    /// <see langword="null"/> (the default) for what the file beside the model says, else not.
    /// </summary>
    public bool? IsMultiLabel { get; set; }

    /// <summary>
    /// Which model file of a folder is opened, or <see langword="null"/> (the default) for the most exact that fits into the machine's
    /// memory; for a path that is a file it means nothing.
    /// </summary>
    public VitFilePrecision? Precision { get; set; }

    /// <summary>
    /// Whether the files that the exporting tool put beside the model are read (<c>config.json</c>, <c>preprocessor_config.json</c>,
    /// <c>labels.txt</c> and others); on by default.
    /// </summary>
    public bool ReadFilesBeside { get; set; } = true;

    /// <summary>The name of the first option that is given and is for files of other tools alone; null when there is none.</summary>
    internal string? FirstForOtherFiles =>
        Layout is not null ? nameof(Layout)
        : Height is not null ? nameof(Height)
        : Width is not null ? nameof(Width)
        : ScoresOutput is not null ? nameof(ScoresOutput)
        : ScoresAreProbabilities is not null ? nameof(ScoresAreProbabilities)
        : FeaturesOutput is not null ? nameof(FeaturesOutput)
        : Pooling is not null ? nameof(Pooling)
        : IsMultiLabel is not null ? nameof(IsMultiLabel)
        : null;

    internal VitModelOptions Clone() => (VitModelOptions)MemberwiseClone();

    private static int? CheckSide(int? value, string name)
    {
        if (value is { } side)
            ArgumentOutOfRangeException.ThrowIfLessThan(side, 1, name);
        return value;
    }
}
