using System.Globalization;
using VitMlNet.Labels;
using VitMlNet.ModelFile;

namespace VitMlNet;

/// <summary>A Vision Transformer in a model file that <c>vitmlnet convert</c> wrote: what it is, and how it wants its photographs.</summary>
/// <remarks>
/// Opening reads and checks the file's header only; the weights are loaded when a pipeline is fitted. The object is immutable and
/// holds no open file, so that it can be shared between threads and kept for as long as one likes.
/// </remarks>
public sealed class VitModel
{
    private readonly ModelDescription _description;

    private VitModel(ModelDescription description, VitModelOptions? options)
    {
        _description = description;
        Labels = ClassNames.Resolve(description, options?.Labels);
        Preprocessing = options?.Preprocessing ?? ReadPreprocessing();
    }

    /// <summary>The model file's full path.</summary>
    public string Path => _description.Path;

    /// <summary>The full path of the file with the weights, or <see langword="null"/> when they are in the model file itself.</summary>
    public string? WeightsPath => _description.WeightsPath;

    /// <summary>The published name (<c>R50+L/32</c>), or a description of an unpublished size.</summary>
    public string Architecture => Metadata.GetValueOrDefault(ModelMetadata.Architecture, "");

    /// <summary>The precision of the weights: <c>fp32</c> or <c>int8</c>.</summary>
    public string Precision => Metadata.GetValueOrDefault(ModelMetadata.Precision, "fp32");

    /// <summary>The height in pixels to which photographs are brought.</summary>
    public int Height => _description.Height;

    /// <summary>The width in pixels to which photographs are brought.</summary>
    public int Width => _description.Width;

    /// <summary>The number of values in a photograph's features.</summary>
    public int FeatureCount => _description.FeatureCount;

    /// <summary>The number of classes, or <see langword="null"/> for a model that only makes features.</summary>
    public int? ClassCount => _description.ClassCount;

    /// <summary>The rows of an attention map, or <see langword="null"/> for a model without the output <c>attention</c>.</summary>
    public int? AttentionRows => AttentionShape is [var rows, _] ? (int)rows : null;

    /// <summary>The columns of an attention map, or <see langword="null"/> for a model without the output <c>attention</c>.</summary>
    public int? AttentionColumns => AttentionShape is [_, var columns] ? (int)columns : null;

    /// <summary>
    /// The class names in the order of the logits: those of the options, else those of the file, else those of
    /// <see cref="ImageNetClasses"/> when there are 1000, else the numbers from 0. Empty for a model that only makes features.
    /// </summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How photographs become the model's pixels: the options' preprocessing, else the file's, else <see cref="VitPreprocessing.Google"/>.</summary>
    public VitPreprocessing Preprocessing { get; }

    /// <summary>The number of values in the checkpoint that the model was made from, or <see langword="null"/> when the file does not say.</summary>
    public long? ParameterCount =>
        long.TryParse(Metadata.GetValueOrDefault(ModelMetadata.ParameterCount), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;

    /// <summary>The names of the model's outputs, <c>features</c> and <c>logits</c> among them.</summary>
    public IReadOnlyList<string> Outputs => _description.Header.Outputs.Select(output => output.Name).ToArray();

    /// <summary>Everything that the file says about itself; this project's keys begin with <c>vitmlnet.</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _description.Header.Metadata;

    /// <summary>Opens a model file.</summary>
    /// <param name="path">The <c>.onnx</c> file; a file with external weights needs its <c>.onnx.data</c> beside it.</param>
    /// <param name="options">What to take instead of what the file says, or <see langword="null"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="VitModelException">The file is absent, cut off, not such a model, of a newer format, or lacks its weights.</exception>
    public static VitModel Open(string path, VitModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new VitModel(ModelDescription.Read(path), options);
    }

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
                $"{(ClassCount is null ? "The model has no classes" : $"{ClassCount} scores are expected, one for each class")}, and {scores.Length} scores were given.",
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
        string.Create(CultureInfo.InvariantCulture, $"{Architecture} {Width}x{Height} ({Path})");

    /// <summary>The paths of the model file and of all files with weights, in their order.</summary>
    internal IEnumerable<string> Files => _description.Header.ExternalFiles.Keys.Order(StringComparer.Ordinal)
        .Select(file => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, file))
        .Prepend(Path);

    /// <summary>[rows, columns] of an attention map; empty for a model without such an output.</summary>
    internal long[] AttentionShape => Outputs.Contains(ModelTensors.Attention) ? FindOutputShape(ModelTensors.Attention) : [];

    /// <summary>The shape of an output without its batch dimension.</summary>
    /// <exception cref="VitModelException">A dimension is left open.</exception>
    internal long[] FindOutputShape(string name)
    {
        OnnxTensorInfo output = _description.Header.Outputs.First(output => output.Name == name);
        if (output.Dimensions is { Count: > 1 } dimensions && dimensions.Skip(1).All(dimension => dimension > 0))
            return dimensions.Skip(1).Select(dimension => dimension!.Value).ToArray();
        throw new VitModelException($"the output '{name}' is expected to have fixed dimensions after the batch, and is {output.Describe()}. Convert the checkpoint again.", Path);
    }

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
            throw new VitModelException($"its metadata entry '{ModelMetadata.Preprocessing}' cannot be understood: {e.Message} Give the preprocessing in the options.", Path, e);
        }
    }
}
