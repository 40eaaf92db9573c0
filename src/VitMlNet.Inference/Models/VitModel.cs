using System.Globalization;
using VitMlNet.ModelFile;
using VitMlNet.ModelFile.Onnx;

namespace VitMlNet;

/// <summary>
/// A Vision Transformer in a model file, one that <c>vitmlnet convert</c> wrote or an ONNX file of another tool: what it is, and how it
/// wants its photographs.
/// </summary>
/// <remarks>
/// Opening reads and checks the file's header only; the weights are loaded when a pipeline is fitted. The object is immutable and
/// holds no open file, so that it can be shared between threads and kept for as long as one likes.
/// </remarks>
public sealed class VitModel
{
    private readonly ModelDescription _description;

    private VitModel(ModelDescription description, string version, VitModelOptions options)
    {
        _description = description;
        Options = options.Clone();
        Version = version;
        Labels = ClassNames.Resolve(description, options.Labels);
        Preprocessing = options.Preprocessing ?? description.Preprocessing ?? ReadPreprocessing();
    }

    /// <summary>The model file's full path.</summary>
    public string Path => _description.Path;

    /// <summary>
    /// The full path of the file with the weights, the first one where there are several, or <see langword="null"/> when they are in the
    /// model file itself.
    /// </summary>
    public string? WeightsPath => _description.WeightsPaths.Count == 0 ? null : _description.WeightsPaths[0];

    /// <summary>Whether the file says by itself what is in it: one that <c>vitmlnet convert</c> wrote. An ONNX file of another tool does not.</summary>
    public bool IsSelfDescribing => _description.IsSelfDescribing;

    /// <summary>
    /// The published name (<c>R50+L/32</c>), or a description of an unpublished size; <see langword="null"/> if the file does not state it,
    /// as files of other tools.
    /// </summary>
    public string? Architecture => Metadata.GetValueOrDefault(ModelMetadata.Architecture);

    /// <summary>The precision of the weights; <see langword="null"/> if the file does not state it, as files of other tools.</summary>
    public VitPrecision? Precision => Metadata.TryGetValue(ModelMetadata.Precision, out string? name) ? PrecisionNames.Find(name)
        : IsSelfDescribing ? VitPrecision.Fp32
        : null;

    /// <summary>The height in pixels to which photographs are brought.</summary>
    public int Height => _description.Input.Height;

    /// <summary>The width in pixels to which photographs are brought.</summary>
    public int Width => _description.Input.Width;

    /// <summary>The order of the model's pixels.</summary>
    public VitPixelLayout Layout => _description.Input.Layout;

    /// <summary>Whether each call of the model takes one photograph; a data view then scores one after the other.</summary>
    public bool TakesOnePhotograph => _description.Input.TakesOne;

    /// <summary>The number of values in a photograph's features; 0 for a model without features, as files of other tools may be.</summary>
    public int FeatureCount => _description.Features?.Length ?? 0;

    /// <summary>The output that holds features, or <see langword="null"/>.</summary>
    public string? FeaturesOutput => _description.Features?.Name;

    /// <summary>How that output becomes one vector for each photograph; <see cref="VitPooling.None"/> for converted checkpoints.</summary>
    public VitPooling Pooling => _description.Features?.Pooling ?? VitPooling.None;

    /// <summary>The output that holds the scores of the classes, or <see langword="null"/>.</summary>
    public string? ScoresOutput => _description.Scores?.Name;

    /// <summary>Whether that output holds probabilities, so that no softmax is applied to it.</summary>
    public bool ScoresAreProbabilities => _description.Scores?.IsProbabilities ?? false;

    /// <summary>
    /// Whether each class has a sigmoid of its own, since several may be true of one photograph; else the scores are from one softmax, or
    /// as the model gives them.
    /// </summary>
    public bool IsMultiLabel => _description.Scores?.IsMultiLabel ?? false;

    /// <summary>The number of classes, or <see langword="null"/> for a model that only makes features.</summary>
    public int? ClassCount => _description.Scores?.Length;

    /// <summary>The rows of an attention map, or <see langword="null"/> for a model without the output <c>attention</c>.</summary>
    public int? AttentionRows => AttentionShape is [var rows, _] ? (int)rows : null;

    /// <summary>The columns of an attention map, or <see langword="null"/> for a model without the output <c>attention</c>.</summary>
    public int? AttentionColumns => AttentionShape is [_, var columns] ? (int)columns : null;

    /// <summary>
    /// The class names in the order of the logits: those of the options, else those of the file (a Hugging Face <c>id2label</c> among them)
    /// or of a file beside it, else those of <see cref="ImageNetClasses"/> when there are 1000, else the numbers from 0. Empty for a model
    /// that only makes features.
    /// </summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>
    /// How photographs become the model's pixels: the options' preprocessing, else the file's or that of a file beside it, else
    /// <see cref="VitPreprocessing.Google"/>, or for a file of another tool what is usual there.
    /// </summary>
    public VitPreprocessing Preprocessing { get; }

    /// <summary>
    /// What is known of a file of another tool and where it was found; those of <see cref="VitFactOrigin.Guess"/> may be wrong. Empty for a
    /// file that describes itself.
    /// </summary>
    public IReadOnlyList<VitModelFact> Facts => _description.Facts;

    /// <summary>1 for a model of grey pictures, else 3.</summary>
    public int Channels => _description.Input.Channels;

    /// <summary>The number of values in the checkpoint that the model was made from, or <see langword="null"/> when the file does not say.</summary>
    public long? ParameterCount =>
        long.TryParse(Metadata.GetValueOrDefault(ModelMetadata.ParameterCount), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;

    /// <summary>The names of the model's outputs, <c>features</c> and <c>logits</c> among them unless another tool wrote the file.</summary>
    public IReadOnlyList<string> Outputs => _description.Header.Outputs.Select(output => output.Name).ToArray();

    /// <summary>The operators of the file that <see cref="VitKernels"/> has kernels for, each once; empty for models that need none.</summary>
    public IReadOnlyList<string> KernelOperators => _description.Header.Steps.Values
        .Select(step => step.Operation).Where(KernelOperatorNames.All.Contains).Distinct().Order(StringComparer.Ordinal).ToArray();

    /// <summary>Everything that the file says about itself; this project's keys begin with <c>vitmlnet.</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _description.Header.Metadata;

    /// <summary>Opens a model file.</summary>
    /// <param name="path">
    /// The <c>.onnx</c> file, which needs its external weights beside it; or the folder in which it or its subfolder <c>onnx</c> is, as other
    /// tools and model hubs leave it, or a snapshot of a hub's cache.
    /// </param>
    /// <param name="options">What to take instead of what the file says, and what a file of another tool does not say; or <see langword="null"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="VitModelException">
    /// The file is absent, cut off, not such a model, of a newer format, or lacks its weights; or it does not tell enough, and the message
    /// names the option to give.
    /// </exception>
    public static VitModel Open(string path, VitModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileStorage(ModelFolder.Resolve(path, options?.Precision)), options);
    }

    /// <summary>Whether a path is a folder with a model file in it, which <see cref="Open(string, VitModelOptions?)"/> opens.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether there is a <c>.onnx</c> file in it, in its subfolder <c>onnx</c>, or in the snapshot of a hub's cache.</returns>
    /// <exception cref="VitModelException">The folder cannot be read.</exception>
    public static bool IsModelFolder(string path) => !string.IsNullOrEmpty(path) && ModelFolder.Has(path);

    /// <summary>The classes with the highest scores.</summary>
    /// <param name="scores">One score for each class, for instance a row of the <c>Score</c> column.</param>
    /// <param name="count">How many classes are wanted, at least 1.</param>
    /// <returns>
    /// At most <paramref name="count"/> predictions, highest score first, the lower index first among equal scores;
    /// none for a row of NaN.
    /// </returns>
    /// <exception cref="ArgumentException">There is not one score for each class, or the model has no classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<VitPrediction> GetTopPredictions(ReadOnlySpan<float> scores, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (ClassCount is not { } classes || scores.Length != classes)
        {
            throw new ArgumentException(
                $"{(ClassCount is null ? "The model has no classes" : $"{ClassCount} scores are expected, one for each class")}, and {scores.Length} scores "
                    + "were given.",
                nameof(scores));
        }

        int[] places = TopScores.Find(scores, count);
        var predictions = new VitPrediction[places.Length];
        for (int i = 0; i < places.Length; i++)
            predictions[i] = new VitPrediction(places[i], Labels[places[i]], scores[places[i]]);
        return predictions;
    }

    /// <summary>The architecture, the resolution and the file.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsSelfDescribing ? Architecture : "ONNX")} {Width}x{Height} ({Path})");

    /// <exception cref="VitModelException">It is no such model, or does not tell enough.</exception>
    internal static VitModel Open(ModelStorage storage, VitModelOptions? options = null)
    {
        options ??= new VitModelOptions();
        while (true)
        {
            string before = storage.GetVersion([storage.Path]);
            ModelDescription description = ModelDescription.Read(storage, options);

            // A file that was replaced while it was read is read again.
            if (storage.GetVersion([storage.Path]) == before)
                return new VitModel(description, GetVersion(description), options);
        }
    }

    /// <summary>
    /// Whether a photograph's results do not depend on the others in its batch, but for the last digits of rounding. The ranges of
    /// dynamically quantized activations span a whole batch, unless kernels keep them for each image.
    /// </summary>
    internal bool IsIndependentOfBatch => Precision == VitPrecision.Fp32 || KernelOperators.Count > 0;

    /// <summary>The options with which it was opened; not to be changed.</summary>
    internal VitModelOptions Options { get; }

    /// <summary>Whether some weights are float16, which ML.NET does not load.</summary>
    internal bool HasHalfWeights => _description.Header.WeightTypes.Contains(OnnxTensorInfo.Float16);

    /// <summary>The versions of the file format and of the operator sets, as errors name them.</summary>
    internal string FormatVersions => $"IR version {_description.Header.IrVersion}, "
        + string.Join(", ", _description.Header.Opsets.Select(set => $"opset {set.Value}{(set.Key.Length > 0 ? $" of {set.Key}" : "")}"));

    internal ModelStorage Storage => _description.Storage;

    internal ModelInput Input => _description.Input;

    internal ModelOutput? Features => _description.Features;

    internal ModelOutput? Scores => _description.Scores;

    /// <summary>The paths of all files with external weights, in their order.</summary>
    internal IReadOnlyList<string> WeightsPaths => _description.WeightsPaths;

    /// <summary>A text for the bytes that the model was opened from, and that no other model of this process has.</summary>
    internal string Version { get; }

    /// <summary>Whether the model's files are still those that it was opened from.</summary>
    internal bool IsUnchanged => CurrentVersion == Version;

    /// <summary>The version of the files that are at the paths of those that the model was opened from.</summary>
    internal string CurrentVersion => GetVersion(_description);

    /// <summary>The SHA-256 of the model and of each file with external weights.</summary>
    /// <exception cref="VitModelException">A file cannot be read.</exception>
    internal IEnumerable<string> GetHashes() => WeightsPaths.Select(ModelHashes.Get).Prepend(Storage.GetHash());

    /// <summary>[rows, columns] of an attention map; empty for a model without such an output.</summary>
    internal long[] AttentionShape => IsSelfDescribing && Outputs.Contains(ModelTensors.Attention) ? FindOutputShape(ModelTensors.Attention) : [];

    /// <summary>The shape of an output without its batch dimension.</summary>
    /// <exception cref="VitModelException">A dimension is left open.</exception>
    internal long[] FindOutputShape(string name)
    {
        OnnxTensorInfo output = _description.Header.Outputs.First(output => output.Name == name);
        if (output.Dimensions is { Count: > 1 } dimensions && dimensions.Skip(1).All(dimension => dimension > 0))
            return dimensions.Skip(1).Select(dimension => dimension!.Value).ToArray();
        throw new VitModelException($"the output '{name}' is expected to have fixed dimensions after the batch, and is {output.Describe()}. "
            + $"{(IsSelfDescribing ? "Convert the checkpoint" : "Export the model")} again.", Path);
    }

    /// <summary>The shape of an output, with -1 for each dimension that is left open.</summary>
    internal long[] GetOutputDimensions(string name) =>
        [.. (_description.Header.Outputs.First(output => output.Name == name).Dimensions ?? []).Select(dimension => dimension ?? -1)];

    private static string GetVersion(ModelDescription description) => description.Storage.GetVersion(description.WeightsPaths.Prepend(description.Path));

    private VitPreprocessing ReadPreprocessing()
    {
        if (!Metadata.TryGetValue(ModelMetadata.Preprocessing, out string? text))
            return VitPreprocessing.Google;
        try
        {
            return VitPreprocessing.Parse(text);
        }
        catch (FormatException e)
        {
            throw new VitModelException($"its metadata entry '{ModelMetadata.Preprocessing}' cannot be understood: "
                + $"{e.Message} Give the preprocessing in the options.", Path, e);
        }
    }
}
