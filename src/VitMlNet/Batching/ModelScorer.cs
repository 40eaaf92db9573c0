using Microsoft.ML.OnnxRuntime;
using VitMlNet.Caching;
using VitMlNet.ModelFile;
using VitMlNet.Scoring;
using VitMlNet.Sessions;

namespace VitMlNet.Batching;

/// <summary>Scores prepared pixels: the model's run, and for a classifier the softmax. Safe for use by many threads at once.</summary>
internal sealed class ModelScorer(ScoringPlan plan, SharedSession session, FeatureTable? cache = null) : IDisposable
{
    /// <summary>The number of values that an image's pixels are.</summary>
    public int PixelCount { get; } = plan.Model.Height * plan.Model.Width * 3;

    /// <summary>The number of values that an image is given: probabilities or features.</summary>
    public int VectorLength { get; } = plan.IsClassification ? plan.Model.ClassCount!.Value : plan.Model.FeatureCount;

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
        if (count == 0)
            return;
        try
        {
            session.Run(
                pixels.AsMemory(0, count * PixelCount),
                [count, plan.Model.Height, plan.Model.Width, 3],
                plan.ModelOutputs,
                [vectors.AsMemory(0, count * VectorLength), attention.AsMemory(0, count * AttentionLength)],
                runOptions);
            if (plan.ModelOutput == ModelTensors.Logits)
                SoftmaxSession.Apply(vectors.AsMemory(0, count * VectorLength), VectorLength);
        }
        catch (OnnxRuntimeException e) when (!runOptions.Terminate)
        {
            throw new VitModelException(
                $"ONNX Runtime failed on a batch of {count} images ({e.Message}). If memory ran out, choose a smaller {nameof(VitScoringOptions.BatchSize)}.",
                plan.Model.Path,
                e);
        }
    }

    public void Dispose() => session.Dispose();
}
