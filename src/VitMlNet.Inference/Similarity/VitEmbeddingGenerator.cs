using Microsoft.Extensions.AI;

namespace VitMlNet;

/// <summary>
/// Generates embeddings of photographs, which are their features, for vector stores and whatever else takes an <see
/// cref="IEmbeddingGenerator{TInput, TEmbedding}"/>.
/// </summary>
/// <remarks>
/// A photograph is an encoded file (JPEG, PNG, WebP, BMP, GIF) as <see cref="DataContent"/>, whose bytes say its format. Vectors are not
/// normalized to length 1: compare them by their cosine. Thread-safe.
/// </remarks>
public sealed class VitEmbeddingGenerator : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private const string ErrorKey = "ImageError";
    private const string IndexKey = "Index";

    private readonly VitPredictor _predictor;
    private readonly bool _ownsPredictor;

    /// <summary>Loads a model.</summary>
    /// <param name="model">A model, with or without a classification head.</param>
    /// <param name="options">How photographs are read and the model is run, or <see langword="null"/> for the defaults.</param>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be opened.</exception>
    public VitEmbeddingGenerator(VitModel model, VitPredictorOptions? options = null)
        : this(new VitPredictor(model, options)) => _ownsPredictor = true;

    /// <summary>Uses a predictor, which stays the caller's to dispose.</summary>
    /// <param name="predictor">The predictor.</param>
    public VitEmbeddingGenerator(VitPredictor predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        _predictor = predictor;
    }

    /// <summary>
    /// What happens to an image that is null or cannot be read; by default an exception ends the work. With <see cref="VitImageErrorHandling.KeepRow"/> its
    /// embedding has no values, and <see cref="Embedding.AdditionalProperties"/> hold the message under <c>ImageError</c>; with
    /// <see cref="VitImageErrorHandling.SkipRow"/> it has no embedding, and those of the others say their place under <c>Index</c>.
    /// </summary>
    public VitImageErrorHandling OnError { get; init; }

    /// <summary>Generates embeddings of encoded images.</summary>
    /// <param name="values">The images.</param>
    /// <param name="options"><see cref="EmbeddingGenerationOptions.Dimensions"/>, if given, is the model's; the rest is not used.</param>
    /// <param name="cancellationToken">Ends the work early, even while the model runs.</param>
    /// <returns>An embedding of <see cref="VitModel.FeatureCount"/> values for each image, in their order.</returns>
    /// <exception cref="ArgumentException">Other dimensions are asked for.</exception>
    /// <exception cref="VitImageException">An image is damaged, too large, or not an image.</exception>
    /// <exception cref="ObjectDisposedException">The generator has been disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        IEnumerable<VitImageSource> sources = values.Select((value, index) => VitImageSource.FromBytes(
            value is null && OnError == VitImageErrorHandling.Throw
                ? throw new ArgumentException($"The image {index} of those given is null. Leave it out.", nameof(values))
                : value?.Data ?? default,
            $"the image {index} of those given"));
        return GenerateAsync(sources, options, cancellationToken);
    }

    /// <summary>Generates embeddings of image files.</summary>
    /// <param name="imagePaths">The files' paths.</param>
    /// <param name="options"><see cref="EmbeddingGenerationOptions.Dimensions"/>, if given, is the model's; the rest is not used.</param>
    /// <param name="cancellationToken">Ends the work early, even while the model runs.</param>
    /// <returns>An embedding of <see cref="VitModel.FeatureCount"/> values for each file, in their order.</returns>
    /// <exception cref="ArgumentException">Other dimensions are asked for.</exception>
    /// <exception cref="VitImageException">A file is absent, unreadable, damaged, too large, or not an image.</exception>
    /// <exception cref="ObjectDisposedException">The generator has been disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateFromFilesAsync(
        IEnumerable<string> imagePaths, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(imagePaths);
        return GenerateAsync(imagePaths.Select(VitImageSource.FromFile), options, cancellationToken);
    }

    object? IEmbeddingGenerator.GetService(Type serviceType, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        VitModel model = _predictor.Model;
        var metadata = new EmbeddingGeneratorMetadata("vitmlnet", null, Path.GetFileNameWithoutExtension(model.Path), model.FeatureCount);
        return new object[] { metadata, model, _predictor, this }.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Releases the model, unless it is that of a predictor that was given.</summary>
    public void Dispose()
    {
        if (_ownsPredictor)
            _predictor.Dispose();
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<VitImageSource> sources, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        VitModel model = _predictor.Model;
        if (options?.Dimensions is { } dimensions && dimensions != model.FeatureCount)
        {
            throw new ArgumentException(
                $"Embeddings of {model.Path} have {model.FeatureCount} dimensions, and {dimensions} are asked for. "
                    + "Leave the dimensions out, or use another model.", nameof(options));
        }

        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        int position = 0;
        await foreach (VitResult<float[]> result in _predictor.FeaturizeManyAsync(sources, cancellationToken).ConfigureAwait(false))
        {
            int index = position++;
            if (result.Error is not null && OnError == VitImageErrorHandling.SkipRow)
                continue;
            bool isKept = result.Error is not null && OnError == VitImageErrorHandling.KeepRow;
            embeddings.Add(new Embedding<float>(isKept ? ReadOnlyMemory<float>.Empty : result.Value)
            {
                ModelId = Path.GetFileNameWithoutExtension(model.Path),
                CreatedAt = DateTimeOffset.UtcNow,
                AdditionalProperties = isKept ? new() { [ErrorKey] = result.Error!.Message }
                    : OnError == VitImageErrorHandling.SkipRow ? new() { [IndexKey] = index }
                    : null,
            });
        }

        return embeddings;
    }
}
