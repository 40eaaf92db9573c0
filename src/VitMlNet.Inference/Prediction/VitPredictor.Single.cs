using System.Diagnostics;

namespace VitMlNet;

// One photograph.
public sealed partial class VitPredictor
{
    /// <summary>Classifies a photograph in a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns>The probability of each class.</returns>
    /// <exception cref="VitImageException">The file is absent, unreadable, incomplete, damaged, too large, or not an image.</exception>
    /// <exception cref="InvalidOperationException">The model has no classification head.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public VitClassification Classify(string path, CancellationToken cancellationToken = default) =>
        Classify(VitImageSource.FromFile(path), cancellationToken);

    /// <summary>Classifies a photograph in an encoded file in memory.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns>The probability of each class.</returns>
    /// <inheritdoc cref="Classify(string, CancellationToken)" path="/exception"/>
    public VitClassification Classify(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        Classify(VitImageSource.FromBytes(encoded), cancellationToken);

    /// <summary>Classifies a photograph in a stream, which is read from its position to its end and stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns>The probability of each class.</returns>
    /// <inheritdoc cref="Classify(string, CancellationToken)" path="/exception"/>
    public VitClassification Classify(Stream stream, CancellationToken cancellationToken = default) =>
        Classify(VitImageSource.FromStream(stream), cancellationToken);

    /// <summary>Classifies a photograph in any form.</summary>
    /// <param name="source">The photograph.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns>The probability of each class.</returns>
    /// <inheritdoc cref="Classify(string, CancellationToken)" path="/exception"/>
    public VitClassification Classify(VitImageSource source, CancellationToken cancellationToken = default) =>
        Predict("classify", source, ClassificationOutputs, static (model, results) => Classification(model, results), cancellationToken);

    /// <summary>Classifies a photograph in a file, without blocking the caller.</summary>
    /// <inheritdoc cref="Classify(string, CancellationToken)"/>
    public Task<VitClassification> ClassifyAsync(string path, CancellationToken cancellationToken = default) =>
        ClassifyAsync(VitImageSource.FromFile(path), cancellationToken);

    /// <summary>Classifies a photograph in an encoded file in memory, without blocking the caller.</summary>
    /// <inheritdoc cref="Classify(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<VitClassification> ClassifyAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        ClassifyAsync(VitImageSource.FromBytes(encoded), cancellationToken);

    /// <summary>Classifies a photograph in a stream, without blocking the caller; the stream is read to its end and stays open.</summary>
    /// <inheritdoc cref="Classify(Stream, CancellationToken)"/>
    public Task<VitClassification> ClassifyAsync(Stream stream, CancellationToken cancellationToken = default) =>
        ClassifyAsync(VitImageSource.FromStream(stream), cancellationToken);

    /// <summary>Classifies a photograph in any form, without blocking the caller.</summary>
    /// <inheritdoc cref="Classify(VitImageSource, CancellationToken)"/>
    public Task<VitClassification> ClassifyAsync(VitImageSource source, CancellationToken cancellationToken = default) =>
        PredictAsync("classify", source, ClassificationOutputs, static (model, results) => Classification(model, results), cancellationToken);

    /// <summary>Computes the features of a photograph in a file: what the network has seen, before any classes.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns><see cref="VitModel.FeatureCount"/> values.</returns>
    /// <exception cref="VitImageException">The file is absent, unreadable, incomplete, damaged, too large, or not an image.</exception>
    /// <exception cref="InvalidOperationException">The model has no features.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public float[] Featurize(string path, CancellationToken cancellationToken = default) =>
        Featurize(VitImageSource.FromFile(path), cancellationToken);

    /// <summary>Computes the features of a photograph in an encoded file in memory.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns><see cref="VitModel.FeatureCount"/> values.</returns>
    /// <inheritdoc cref="Featurize(string, CancellationToken)" path="/exception"/>
    public float[] Featurize(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        Featurize(VitImageSource.FromBytes(encoded), cancellationToken);

    /// <summary>Computes the features of a photograph in a stream, which is read from its position to its end and stays open.</summary>
    /// <param name="stream">A readable stream; it need not be seekable.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns><see cref="VitModel.FeatureCount"/> values.</returns>
    /// <inheritdoc cref="Featurize(string, CancellationToken)" path="/exception"/>
    public float[] Featurize(Stream stream, CancellationToken cancellationToken = default) =>
        Featurize(VitImageSource.FromStream(stream), cancellationToken);

    /// <summary>Computes the features of a photograph in any form.</summary>
    /// <param name="source">The photograph.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns><see cref="VitModel.FeatureCount"/> values.</returns>
    /// <inheritdoc cref="Featurize(string, CancellationToken)" path="/exception"/>
    public float[] Featurize(VitImageSource source, CancellationToken cancellationToken = default) =>
        Predict("featurize", source, ScoreOutputs.Features, static (_, results) => results.Features, cancellationToken);

    /// <summary>Computes the features of a photograph in a file, without blocking the caller.</summary>
    /// <inheritdoc cref="Featurize(string, CancellationToken)"/>
    public Task<float[]> FeaturizeAsync(string path, CancellationToken cancellationToken = default) =>
        FeaturizeAsync(VitImageSource.FromFile(path), cancellationToken);

    /// <summary>Computes the features of a photograph in an encoded file in memory, without blocking the caller.</summary>
    /// <inheritdoc cref="Featurize(ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<float[]> FeaturizeAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        FeaturizeAsync(VitImageSource.FromBytes(encoded), cancellationToken);

    /// <summary>Computes the features of a photograph in a stream, without blocking the caller; the stream is read to its end and stays open.</summary>
    /// <inheritdoc cref="Featurize(Stream, CancellationToken)"/>
    public Task<float[]> FeaturizeAsync(Stream stream, CancellationToken cancellationToken = default) =>
        FeaturizeAsync(VitImageSource.FromStream(stream), cancellationToken);

    /// <summary>Computes the features of a photograph in any form, without blocking the caller.</summary>
    /// <inheritdoc cref="Featurize(VitImageSource, CancellationToken)"/>
    public Task<float[]> FeaturizeAsync(VitImageSource source, CancellationToken cancellationToken = default) =>
        PredictAsync("featurize", source, ScoreOutputs.Features, static (_, results) => results.Features, cancellationToken);

    /// <summary>Computes where in a photograph the network looked, by a model with or without a classification head.</summary>
    /// <remarks>Classifications contain the same map where <see cref="VitPredictorOptions.IncludeAttention"/> is set.</remarks>
    /// <param name="source">The photograph.</param>
    /// <param name="cancellationToken">Ends the call early, even while the model runs.</param>
    /// <returns>
    /// <see cref="VitModel.AttentionRows"/> times <see cref="VitModel.AttentionColumns"/> shares that add up to 1, row by row from the top
    /// left; <see cref="VitHeatMap"/> draws them over the photograph.
    /// </returns>
    /// <exception cref="VitImageException">The image is absent, unreadable, incomplete, damaged, too large, or not an image.</exception>
    /// <exception cref="InvalidOperationException">The model has no output <c>attention</c>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor has been disposed.</exception>
    public float[] ComputeAttention(VitImageSource source, CancellationToken cancellationToken = default) =>
        Predict("attention", source, ScoreOutputs.Attention, static (_, results) => results.Attention, cancellationToken);

    private ScoreOutputs ClassificationOutputs => _options.IncludeAttention ? ScoreOutputs.Scores | ScoreOutputs.Attention : ScoreOutputs.Scores;

    private static VitClassification Classification(LoadedModel model, ScoreBuffers results) => new(model.Labels, results.Scores, results.Attention);

    private T Predict<T>(
        string operation, VitImageSource source, ScoreOutputs outputs, Func<LoadedModel, ScoreBuffers, T> convert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ActiveModel model = Acquire();
        Exception? error = null;
        long started = Stopwatch.GetTimestamp();
        using Activity? activity = Telemetry.StartPrediction(model.Loaded.Model, operation);
        try
        {
            CheckOutputs(model.Loaded, outputs);
            return convert(model.Loaded, model.Score(source, outputs, cancellationToken));
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            Telemetry.PredictionDone(model.Loaded.Model, operation, started, activity, error);
            model.Release();
        }
    }

    private async Task<T> PredictAsync<T>(
        string operation, VitImageSource source, ScoreOutputs outputs, Func<LoadedModel, ScoreBuffers, T> convert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ActiveModel model = Acquire();
        Exception? error = null;
        long started = Stopwatch.GetTimestamp();
        using Activity? activity = Telemetry.StartPrediction(model.Loaded.Model, operation);
        try
        {
            CheckOutputs(model.Loaded, outputs);
            return convert(model.Loaded, await model.ScoreAsync(source, outputs, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            Telemetry.PredictionDone(model.Loaded.Model, operation, started, activity, error);
            model.Release();
        }
    }

    private static void CheckOutputs(LoadedModel model, ScoreOutputs outputs)
    {
        if (outputs.HasFlag(ScoreOutputs.Scores) && model.ClassCount == 0)
        {
            string alternative = model.Model.IsSelfDescribing
                ? ""
                : $", or name the output of the scores with {nameof(VitModelOptions)}.{nameof(VitModelOptions.ScoresOutput)}: "
                    + $"{string.Join(", ", model.Model.Outputs)}";
            throw new InvalidOperationException(
                $"A model with a classification head is expected, and {model.Model.Path} only computes features. Call {nameof(Featurize)}{alternative}.");
        }

        if (outputs.HasFlag(ScoreOutputs.Attention) && model.AttentionLength == 0)
        {
            throw new InvalidOperationException(
                $"A model with the output 'attention' is expected, and the outputs of {model.Model.Path} are {string.Join(", ", model.Model.Outputs)}. Convert the checkpoint with `vitmlnet convert --attention`.");
        }

        if (outputs.HasFlag(ScoreOutputs.Features) && model.FeatureCount == 0)
        {
            throw new InvalidOperationException(
                $"A model with features is expected, and of the outputs of {model.Model.Path} ({string.Join(", ", model.Model.Outputs)}) none is known to "
                    + $"be that. Name one with {nameof(VitModelOptions)}.{nameof(VitModelOptions.FeaturesOutput)}.");
        }
    }
}
