using System.Drawing;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace VitMlNet;

/// <summary>A <see cref="VitImageTransformer"/> as a saved pipeline describes it.</summary>
internal sealed record SavedPlan
{
    /// <summary>The entry of the archive that holds the model; null for a file beside the archive.</summary>
    public string? ModelEntry { get; init; }

    /// <summary>The number of bytes before the model in its entry.</summary>
    public int ModelOffset { get; init; }

    /// <summary>The model file beside the archive; null for an entry.</summary>
    public string? ModelFile { get; init; }

    public SavedModelOptions? ModelOptions { get; init; }

    public required string InputColumn { get; init; }

    public required ImageKind InputKind { get; init; }

    public required string VectorColumn { get; init; }

    public string? LabelColumn { get; init; }

    public int TopCount { get; init; }

    public string TopLabelsColumn { get; init; } = "";

    public string TopScoresColumn { get; init; } = "";

    public string? AttentionColumn { get; init; }

    public bool KeepsBadRows { get; init; }

    public bool SkipsBadRows { get; init; }

    public string? ImageFolder { get; init; }

    public string? Preprocessing { get; init; }

    public int? BatchSize { get; init; }

    public int Background { get; init; }

    public long MaxPixels { get; init; }

    public long MaxEncodedBytes { get; init; }

    public long? MaxDecodingBytes { get; init; }

    public bool AllowScaledDecoding { get; init; }

    public static SavedPlan Create(VitImageTransformer transformer)
    {
        ScoringPlan plan = transformer.Plan;
        return new SavedPlan
        {
            ModelOptions = SavedModelOptions.Create(plan.Model),
            InputColumn = plan.InputColumn,
            InputKind = new InputColumns(transformer.InputSchema).FindSource(plan.InputColumn),
            VectorColumn = plan.VectorColumn,
            LabelColumn = plan.LabelColumn,
            TopCount = plan.TopCount,
            TopLabelsColumn = plan.TopLabelsColumn,
            TopScoresColumn = plan.TopScoresColumn,
            AttentionColumn = plan.AttentionColumn,
            KeepsBadRows = plan.KeepsBadRows,
            SkipsBadRows = plan.SkipsBadRows,
            ImageFolder = plan.Options.ImageFolder,
            Preprocessing = plan.Options.Preprocessing?.ToString(),
            BatchSize = plan.Options.ChosenBatchSize,
            Background = plan.Options.Images.BackgroundColor.ToArgb(),
            MaxPixels = plan.Options.Images.MaxPixels,
            MaxEncodedBytes = plan.Options.Images.MaxEncodedBytes,
            MaxDecodingBytes = plan.Options.Images.MaxDecodingBytes,
            AllowScaledDecoding = plan.Options.Images.AllowScaledDecoding,
        };
    }

    /// <exception cref="InvalidDataException">A field that is needed is null, or a number is out of its range.</exception>
    public void Check()
    {
        if (InputColumn is null || VectorColumn is null || TopLabelsColumn is null || TopScoresColumn is null || (ModelEntry is null) == (ModelFile is null))
            throw new InvalidDataException("its description of an image step lacks a column or a model.");
        if (ModelOffset is < 0 or > 4096 || ModelFile?.Contains('\0') == true || !Enum.IsDefined(InputKind))
            throw new InvalidDataException("its description of an image step is damaged.");
        if (ModelOptions?.Labels?.Any(label => label is null) == true)
            throw new InvalidDataException("its description of an image step lists a class without a name.");
    }

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public VitImageTransformer CreateTransformer(TransformsCatalog catalog, VitModel model, VitSessionOptions? session)
    {
        var plan = new ScoringPlan
        {
            Model = model,
            InputColumn = InputColumn,
            VectorColumn = VectorColumn,
            LabelColumn = LabelColumn,
            TopCount = TopCount,
            TopLabelsColumn = TopLabelsColumn,
            TopScoresColumn = TopScoresColumn,
            Options = new VitScoringOptions
            {
                AttentionColumnName = AttentionColumn,
                OnError = KeepsBadRows ? VitImageErrorHandling.KeepRow : SkipsBadRows ? VitImageErrorHandling.SkipRow : VitImageErrorHandling.Throw,
                ImageFolder = ImageFolder,
                Preprocessing = Preprocessing is null ? null : VitPreprocessing.Parse(Preprocessing),
                Session = session ?? new VitSessionOptions(),
                Images = new VitImageOptions
                {
                    BackgroundColor = Color.FromArgb(Background),
                    MaxPixels = MaxPixels,
                    MaxEncodedBytes = MaxEncodedBytes,
                    MaxDecodingBytes = MaxDecodingBytes,
                    AllowScaledDecoding = AllowScaledDecoding,
                },
            },
        };
        if (BatchSize is { } batchSize)
            plan.Options.BatchSize = batchSize;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(InputColumn, InputType, null);
        return new VitImageTransformer(catalog, plan, schema.ToSchema());
    }

    private DataViewType InputType => InputKind switch
    {
        ImageKind.Path => TextDataViewType.Instance,
        ImageKind.Bytes => new VectorDataViewType(NumberDataViewType.Byte),
        _ => new ImageDataViewType(),
    };
}

/// <summary>The options with which a model was opened.</summary>
internal sealed record SavedModelOptions
{
    public IReadOnlyList<string>? Labels { get; init; }

    public string? Preprocessing { get; init; }

    public VitPixelLayout? Layout { get; init; }

    public int? Height { get; init; }

    public int? Width { get; init; }

    public string? ScoresOutput { get; init; }

    public bool? ScoresAreProbabilities { get; init; }

    public string? FeaturesOutput { get; init; }

    public VitPooling? Pooling { get; init; }

    public bool? IsMultiLabel { get; init; }

    /// <summary>Whether the files beside the model file are read; null in pipelines of before there were any.</summary>
    public bool? ReadFilesBeside { get; init; }

    /// <summary>
    /// Of a file that describes itself, the options with which it was opened; of another, all that was found, since the files that it was
    /// found in are not saved with it.
    /// </summary>
    public static SavedModelOptions Create(VitModel model) => model.IsSelfDescribing ? Told(model.Options) : new()
    {
        Labels = model.ClassCount is null ? null : model.Labels,
        Preprocessing = model.Preprocessing.ToString(),
        Layout = model.Layout,
        Height = model.Height,
        Width = model.Width,
        ScoresOutput = model.ScoresOutput,
        ScoresAreProbabilities = model.ClassCount is null ? null : model.ScoresAreProbabilities,
        FeaturesOutput = model.FeaturesOutput,
        Pooling = model.FeatureCount == 0 ? null : model.Pooling,
        IsMultiLabel = model.ClassCount is null ? null : model.IsMultiLabel,
        ReadFilesBeside = false,
    };

    private static SavedModelOptions Told(VitModelOptions options) => new()
    {
        Labels = options.Labels,
        Preprocessing = options.Preprocessing?.ToString(),
        Layout = options.Layout,
        Height = options.Height,
        Width = options.Width,
        ScoresOutput = options.ScoresOutput,
        ScoresAreProbabilities = options.ScoresAreProbabilities,
        FeaturesOutput = options.FeaturesOutput,
    };

    public VitModelOptions ToOptions() => new()
    {
        Labels = Labels,
        Preprocessing = Preprocessing is null ? null : VitPreprocessing.Parse(Preprocessing),
        Layout = Layout,
        Height = Height,
        Width = Width,
        ScoresOutput = ScoresOutput,
        ScoresAreProbabilities = ScoresAreProbabilities,
        FeaturesOutput = FeaturesOutput,
        Pooling = Pooling,
        IsMultiLabel = IsMultiLabel,
        ReadFilesBeside = ReadFilesBeside ?? true,
    };
}
