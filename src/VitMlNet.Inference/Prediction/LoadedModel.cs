using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>A model with its weights, ready to score prepared pixels. Thread-safe.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly ModelSessions _sessions;
    private readonly ClassifierHead? _head;
    private readonly ModelOutput _attention;

    /// <exception cref="VitModelException">The model cannot be loaded.</exception>
    /// <exception cref="VitCacheException">The feature cache cannot be opened.</exception>
    public LoadedModel(VitModel model, VitPredictorOptions options, ClassifierHead? head = null)
    {
        (Model, _head) = (model, head);
        _attention = new ModelOutput(ModelFile.ModelTensors.Attention, AttentionLength);
        VitPreprocessing preprocessing = options.Preprocessing ?? model.Preprocessing;
        Preprocessor = new ImagePreprocessor(preprocessing, model.Height, model.Width, options.Images, model.Layout, model.Channels);
        CacheKey? key = options.Cache is null || model.FeatureCount == 0
            ? null
            : CacheKey.Create(model, preprocessing, options.Images, $"{options.Session.ExecutionProvider}");
        Cache = key is null ? null : options.Cache!.OpenTable(key);
        _sessions = new ModelSessions(model, options.Session);
    }

    public VitModel Model { get; }

    public ImagePreprocessor Preprocessor { get; }

    /// <summary>Where features are looked up and stored; null for nowhere.</summary>
    public FeatureTable? Cache { get; }

    /// <summary>The names of the classes that <see cref="ScoreOutputs.Scores"/> has a probability for.</summary>
    public IReadOnlyList<string> Labels => _head?.Labels ?? Model.Labels;

    /// <summary>The number of classes; 0 for a model without any.</summary>
    public int ClassCount => _head?.Labels.Count ?? Model.ClassCount ?? 0;

    public int FeatureCount => Model.FeatureCount;

    /// <summary>The number of values in an attention map; 0 for a model without such an output.</summary>
    public int AttentionLength => (Model.AttentionRows * Model.AttentionColumns) ?? 0;

    /// <summary>The number of values that an image's pixels are.</summary>
    public int PixelCount => Preprocessor.Length;

    /// <summary>The options of the session that scores batches.</summary>
    public VitSessionOptions BatchOptions => _sessions.BatchOptions;

    /// <summary>Whether another session scores batches than the one that scores a single photograph on all cores.</summary>
    public bool HasBatchSession => _sessions.HasBatchSession;

    /// <param name="pixels">At least <paramref name="count"/> images' pixels.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="results">Receives the outputs that it has memory for.</param>
    /// <param name="runOptions">Lets the caller stop the run.</param>
    /// <exception cref="VitModelException">ONNX Runtime failed.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Score(float[] pixels, int count, ScoreBuffers results, RunOptions runOptions) =>
        Score(_sessions.Single, pixels, count, results, runOptions);

    /// <inheritdoc cref="Score(float[], int, ScoreBuffers, RunOptions)"/>
    /// <remarks>For batches, of which several may run at the same time, as many as <see cref="BatchOptions"/> say.</remarks>
    public void ScoreBatch(float[] pixels, int count, ScoreBuffers results, RunOptions runOptions) =>
        Score(_sessions.Batches, pixels, count, results, runOptions);

    public void Dispose() => _sessions.Dispose();

    private void Score(SharedSession session, float[] pixels, int count, ScoreBuffers results, RunOptions runOptions)
    {
        if (Model.Input.FixedBatch is > 1 and var size)
        {
            ScoreFilledUp(session, pixels, count, size, results, runOptions);
            return;
        }

        int step = Model.TakesOnePhotograph ? 1 : count;
        for (int first = 0; first < count; first += step)
            Score(session, pixels, first, step, results, runOptions);
    }

    /// <summary>Scores batches of the one size that the model takes; the last is filled up with the first image of it.</summary>
    private void ScoreFilledUp(SharedSession session, float[] pixels, int count, int size, ScoreBuffers results, RunOptions runOptions)
    {
        var batch = new float[size * PixelCount];
        var outputs = new ScoreBuffers(this, results.Outputs, size);
        for (int first = 0; first < count; first += size)
        {
            for (int slot = 0; slot < size; slot++)
                pixels.AsSpan((first + slot < count ? first + slot : first) * PixelCount, PixelCount).CopyTo(batch.AsSpan(slot * PixelCount));
            Score(session, batch, 0, size, outputs, runOptions);
            outputs.CopyTo(results, first, Math.Min(size, count - first));
        }
    }

    private void Score(SharedSession session, float[] pixels, int first, int count, ScoreBuffers results, RunOptions runOptions)
    {
        bool hasHead = _head is not null && results.Outputs.HasFlag(ScoreOutputs.Scores);
        float[] features = hasHead && results.Features.Length == 0 ? new float[(first + count) * FeatureCount] : results.Features;
        var outputs = new List<ModelOutput>(3);
        var memories = new List<Memory<float>>(3);
        Add(hasHead ? [] : results.Scores, Model.Scores);
        Add(features, Model.Features);
        Add(results.Attention, _attention);
        Memory<float> images = pixels.AsMemory(first * PixelCount, count * PixelCount);
        try
        {
            session.Run(images, count, [.. outputs], [.. memories], runOptions);
        }
        catch (OnnxRuntimeException e) when (runOptions.Terminate)
        {
            throw new OperationCanceledException("The run of the model was cancelled.", e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new VitModelException(
                $"ONNX Runtime failed on a batch of {count} images ({e.Message}). If memory ran out, choose a smaller "
                    + nameof(VitPredictorOptions.BatchSize)
                    + $"{(Model.IsSelfDescribing ? "" : "; if the graph takes fewer images at once than its input says, 1")}.",
                Model.Path,
                e);
        }

        Memory<float> scores = results.Scores.Length == 0 ? default : results.Scores.AsMemory(first * ClassCount, count * ClassCount);
        if (hasHead)
            ApplyHead(features.AsSpan(first * FeatureCount, count * FeatureCount), scores.Span);
        else if (!Model.ScoresAreProbabilities)
            (Model.IsMultiLabel ? Activation.Sigmoid : Activation.Softmax).Apply(scores, ClassCount);

        void Add(float[] values, ModelOutput? output)
        {
            if (values.Length == 0)
                return;
            outputs.Add(output!);
            memories.Add(values.AsMemory(first * output!.Length, count * output.Length));
        }
    }

    private void ApplyHead(ReadOnlySpan<float> features, Span<float> scores)
    {
        for (int image = 0; image * FeatureCount < features.Length; image++)
            _head!.Score(features.Slice(image * FeatureCount, FeatureCount), scores.Slice(image * ClassCount, ClassCount));
    }
}
