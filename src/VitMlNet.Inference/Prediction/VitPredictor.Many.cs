using System.Runtime.CompilerServices;

namespace VitMlNet;

// Many photographs.
public sealed partial class VitPredictor
{
    /// <summary>Classifies many photographs in files, in batches and in their order, reading ahead while the model runs.</summary>
    /// <remarks>
    /// Paths are enumerated as they are needed: no further than the batches under way, and not while the caller is slow. All
    /// photographs of one enumeration are scored by one model, whatever <see cref="ReplaceModel"/> does meanwhile.
    /// </remarks>
    /// <param name="paths">The files' paths.</param>
    /// <param name="cancellationToken">Ends the enumeration early, even while the model runs.</param>
    /// <returns>A result for each path, in their order; a bad photograph is a result with an <see cref="VitResult{TValue}.Error"/>.</returns>
    /// <exception cref="InvalidOperationException">The model has no classification head.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public IAsyncEnumerable<VitResult> ClassifyManyAsync(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ClassifyManyAsync(paths.Select(VitImageSource.FromFile), cancellationToken);
    }

    /// <summary>Classifies many photographs in any form, in batches and in their order, reading ahead while the model runs.</summary>
    /// <param name="sources">The photographs.</param>
    /// <inheritdoc cref="ClassifyManyAsync(IEnumerable{string}, CancellationToken)"/>
    /// <param name="cancellationToken">Ends the enumeration early, even while the model runs.</param>
    public IAsyncEnumerable<VitResult> ClassifyManyAsync(IEnumerable<VitImageSource> sources, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return PredictManyAsync(() => new EnumerableReader(sources), ClassificationOutputs, ClassificationResult, cancellationToken);
    }

    /// <inheritdoc cref="ClassifyManyAsync(IEnumerable{VitImageSource}, CancellationToken)"/>
    public IAsyncEnumerable<VitResult> ClassifyManyAsync(IAsyncEnumerable<VitImageSource> sources, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return PredictManyAsync(() => new AsyncEnumerableReader(sources), ClassificationOutputs, ClassificationResult, cancellationToken);
    }

    /// <summary>Computes the features of many photographs in files, in batches and in their order, reading ahead while the model runs.</summary>
    /// <remarks>
    /// Paths are enumerated as they are needed: no further than the batches under way, and not while the caller is slow. All
    /// photographs of one enumeration are scored by one model, whatever <see cref="ReplaceModel"/> does meanwhile.
    /// </remarks>
    /// <param name="paths">The files' paths.</param>
    /// <param name="cancellationToken">Ends the enumeration early, even while the model runs.</param>
    /// <returns>
    /// A result of <see cref="VitModel.FeatureCount"/> values for each path, in their order; a bad photograph is a result with an
    /// <see cref="VitResult{TValue}.Error"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">The model has no features.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public IAsyncEnumerable<VitResult<float[]>> FeaturizeManyAsync(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return FeaturizeManyAsync(paths.Select(VitImageSource.FromFile), cancellationToken);
    }

    /// <summary>Computes the features of many photographs in any form, in batches and in their order, reading ahead while the model runs.</summary>
    /// <param name="sources">The photographs.</param>
    /// <inheritdoc cref="FeaturizeManyAsync(IEnumerable{string}, CancellationToken)"/>
    /// <param name="cancellationToken">Ends the enumeration early, even while the model runs.</param>
    public IAsyncEnumerable<VitResult<float[]>> FeaturizeManyAsync(IEnumerable<VitImageSource> sources, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return PredictManyAsync(() => new EnumerableReader(sources), ScoreOutputs.Features, FeaturesResult, cancellationToken);
    }

    /// <inheritdoc cref="FeaturizeManyAsync(IEnumerable{VitImageSource}, CancellationToken)"/>
    public IAsyncEnumerable<VitResult<float[]>> FeaturizeManyAsync(IAsyncEnumerable<VitImageSource> sources, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return PredictManyAsync(() => new AsyncEnumerableReader(sources), ScoreOutputs.Features, FeaturesResult, cancellationToken);
    }

    private static VitResult ClassificationResult(LoadedModel model, ImageBatch batch, int slot)
    {
        VitImageException? error = batch.GetError(slot);
        VitClassification? value = error is null ? new(model.Labels, batch.GetScores(slot).ToArray(), batch.GetAttention(slot).ToArray()) : null;
        return new VitResult(batch.GetName(slot), value, error);
    }

    private static VitResult<float[]> FeaturesResult(LoadedModel model, ImageBatch batch, int slot)
    {
        VitImageException? error = batch.GetError(slot);
        return new VitResult<float[]>(batch.GetName(slot), error is null ? batch.GetFeatures(slot).ToArray() : null, error);
    }

    private async IAsyncEnumerable<TResult> PredictManyAsync<TResult>(
        Func<IBatchFiller> createFiller,
        ScoreOutputs outputs,
        Func<LoadedModel, ImageBatch, int, TResult> convert,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ActiveModel model = Acquire();
        IBatchFiller? filler = null;
        try
        {
            CheckOutputs(model.Loaded, outputs);
            filler = createFiller();
            using BatchPipeline<IBatchFiller> pipeline = model.OpenPipeline(outputs, () => filler, cancellationToken);
            while (true)
            {
                (ImageBatch batch, _) = await NextAsync(pipeline, cancellationToken).ConfigureAwait(false);
                if (batch.Count == 0)
                    yield break;
                for (int slot = 0; slot < batch.Count; slot++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Telemetry.PhotographDone(model.Loaded.Model, batch.GetError(slot));
                    yield return convert(model.Loaded, batch, slot);
                }
            }
        }
        finally
        {
            if (filler is not null)
                await filler.DisposeAsync().ConfigureAwait(false);
            model.Release();
        }
    }

    private static async ValueTask<(ImageBatch Batch, IBatchFiller Filler)> NextAsync(BatchPipeline<IBatchFiller> pipeline, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.NextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }
}
