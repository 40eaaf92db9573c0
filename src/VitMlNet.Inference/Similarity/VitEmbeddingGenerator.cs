using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace VitMlNet;

/// <summary>Makes embeddings of photographs, for vector stores and whatever else takes an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>: a photograph's features.</summary>
/// <remarks>
/// An encoded file (JPEG, PNG, WebP, BMP, GIF) goes in as <see cref="DataContent"/>, whose bytes tell its format. Photographs are scored in batches.
/// Vectors are not brought to length 1: compare them by their cosine. It may be used by many threads at once. It holds the model's weights
/// until it is disposed, together with all transformers of the process that have the same model file and equal <see cref="VitSessionOptions"/>.
/// </remarks>
public sealed class VitEmbeddingGenerator : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private const string Column = "Features";

    private readonly MLContext _context = new();
    private readonly VitModel _model;
    private readonly VitImageTransformer _paths;
    private readonly VitImageTransformer _contents;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Loads the model.</summary>
    /// <param name="model">A model, with or without a classification head.</param>
    /// <param name="options">
    /// How photographs are read and the model is run, with a cache where they are <see cref="VitFeaturizationOptions"/>, or
    /// <see langword="null"/> for the defaults. A bad image is always an error; there are no attention maps.
    /// </param>
    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    public VitEmbeddingGenerator(VitModel model, VitScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new VitScoringOptions();
        options = options with { AttentionColumnName = null, Images = options.Images with { OnError = VitImageErrorHandling.Throw } };
        _model = model;
        _metadata = new EmbeddingGeneratorMetadata("vitmlnet", null, Path.GetFileNameWithoutExtension(model.Path), model.FeatureCount);
        _paths = Fit(LoadPaths([]), ImageRow.PathColumn, options);
        try
        {
            _contents = Fit(LoadContents([]), ImageRow.ContentColumn, options);
        }
        catch
        {
            _paths.Dispose();
            throw;
        }
    }

    /// <summary>Makes embeddings of encoded images.</summary>
    /// <param name="values">The images.</param>
    /// <param name="options"><see cref="EmbeddingGenerationOptions.Dimensions"/> may only be the model's; the rest is not used.</param>
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
        return GenerateAsync(_contents, LoadContents(values), options, cancellationToken);
    }

    /// <summary>Makes embeddings of image files.</summary>
    /// <param name="imagePaths">The files' paths.</param>
    /// <param name="options"><see cref="EmbeddingGenerationOptions.Dimensions"/> may only be the model's; the rest is not used.</param>
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
        return GenerateAsync(_paths, LoadPaths(imagePaths), options, cancellationToken);
    }

    object? IEmbeddingGenerator.GetService(Type serviceType, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return new object[] { _metadata, _model, this }.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Lets go of the model.</summary>
    public void Dispose()
    {
        _paths.Dispose();
        _contents.Dispose();
    }

    private VitImageTransformer Fit(IDataView rows, string column, VitScoringOptions options) =>
        _context.Transforms.VitFeaturizeImage(Column, _model, column, options).Fit(rows);

    private IDataView LoadPaths(IEnumerable<string> paths) =>
        _context.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }));

    private IDataView LoadContents(IEnumerable<DataContent> contents) =>
        _context.Data.LoadFromEnumerable(contents.Select(content => new ContentRow { Content = content.Data.ToArray() }));

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        VitImageTransformer transformer, IDataView rows, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        if (options?.Dimensions is { } dimensions && dimensions != _model.FeatureCount)
            throw new ArgumentException($"Embeddings of {_model.FeatureCount} dimensions are what {_model.Path} makes, and {dimensions} are asked for. Leave the dimensions out, or take another model.", nameof(options));
        IReadOnlyList<float[]> vectors = await Task.Run(() => FeatureReader.Read(transformer.Transform(rows), Column, cancellationToken), cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new(vectors.Select(vector => new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId, CreatedAt = now }));
    }
}
