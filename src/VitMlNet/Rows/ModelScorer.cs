using Microsoft.ML.OnnxRuntime;

namespace VitMlNet;

/// <summary>Scores prepared pixels: the model's run, and for a classifier the softmax. Safe for use by many threads at once.</summary>
internal sealed class ModelScorer(ScoringPlan plan, SharedSession session, FeatureTable? cache = null) : IDisposable
{
    /// <summary>The number of values that an image's pixels are.</summary>
    public int PixelCount { get; } = checked(plan.Model.Height * plan.Model.Width * 3);

    /// <summary>The number of values that an image is given: probabilities or features.</summary>
    public int VectorLength { get; } = plan.ModelOutput.Length;

    /// <summary>The number of values in an attention map; 0 when no maps are wanted.</summary>
    public int AttentionLength { get; } = plan.AttentionColumn is null ? 0 : plan.Model.AttentionRows!.Value * plan.Model.AttentionColumns!.Value;

    public ScoringPlan Plan => plan;

    /// <summary>Where features are looked up and stored; null for nowhere.</summary>
    public FeatureTable? Cache => cache;

    /// <summary>Another scorer over the same session, to be disposed by itself.</summary>
    public ModelScorer Share() => new(plan, session.Share(), cache);

    /// <param name="pixels">At least <paramref name="count"/> images' pixels.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="vectors">Takes the probabilities or features of each image.</param>
    /// <param name="attention">Takes the attention map of each image, where maps are wanted.</param>
    /// <param name="runOptions">Lets the caller stop the run.</param>
    /// <exception cref="VitModelException">ONNX Runtime failed.</exception>
    public void Score(float[] pixels, int count, float[] vectors, float[] attention, RunOptions runOptions)
    {
        int step = plan.Model.TakesOnePhotograph ? 1 : count;
        for (int first = 0; first < count; first += step)
            Score(pixels, first, step, vectors, attention, runOptions);
    }

    public void Dispose() => session.Dispose();

    private void Score(float[] pixels, int first, int count, float[] vectors, float[] attention, RunOptions runOptions)
    {
        Memory<float> scored = vectors.AsMemory(first * VectorLength, count * VectorLength);
        try
        {
            session.Run(
                pixels.AsMemory(first * PixelCount, count * PixelCount),
                plan.Model.Input.Shape(count, plan.Model.Height),
                plan.ModelOutputs,
                [scored, attention.AsMemory(first * AttentionLength, count * AttentionLength)],
                runOptions);
            if (plan.IsClassification && !plan.ModelOutput.IsProbabilities)
                SoftmaxSession.Apply(scored, VectorLength);
        }
        catch (OnnxRuntimeException e) when (!runOptions.Terminate)
        {
            throw new VitModelException(
                $"ONNX Runtime failed on a batch of {count} images ({e.Message}). If memory ran out, choose a smaller {nameof(VitScoringOptions.BatchSize)}{(plan.Model.IsSelfDescribing ? "" : "; if the graph takes fewer images at once than its input says, 1")}.",
                plan.Model.Path,
                e);
        }
    }
}
