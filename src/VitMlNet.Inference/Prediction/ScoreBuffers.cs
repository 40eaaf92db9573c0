namespace VitMlNet;

/// <summary>Memory for the results of some images: an array for each output, image after image; empty for outputs that are not computed.</summary>
internal sealed class ScoreBuffers(LoadedModel model, ScoreOutputs outputs, int size)
{
    public ScoreOutputs Outputs => outputs;

    public float[] Scores { get; } = Allocate(outputs, ScoreOutputs.Scores, model.ClassCount, size);

    public float[] Features { get; } = Allocate(outputs, ScoreOutputs.Features, model.FeatureCount, size);

    public float[] Attention { get; } = Allocate(outputs, ScoreOutputs.Attention, model.AttentionLength, size);

    /// <summary>Copies one image's results, as far as they are wanted.</summary>
    public void CopyTo(ScoreBuffers one, int slot)
    {
        Copy(Scores, one.Scores, slot);
        Copy(Features, one.Features, slot);
        Copy(Attention, one.Attention, slot);
    }

    /// <summary>Copies the first images' results to places from <paramref name="first"/> on.</summary>
    public void CopyTo(ScoreBuffers all, int first, int count)
    {
        Copy(Scores, all.Scores, model.ClassCount);
        Copy(Features, all.Features, model.FeatureCount);
        Copy(Attention, all.Attention, model.AttentionLength);

        void Copy(float[] from, float[] to, int length)
        {
            if (from.Length > 0)
                from.AsSpan(0, count * length).CopyTo(to.AsSpan(first * length));
        }
    }

    private static void Copy(float[] from, float[] to, int slot) => from.AsSpan(slot * to.Length, to.Length).CopyTo(to);

    private static float[] Allocate(ScoreOutputs outputs, ScoreOutputs wanted, int length, int size) =>
        outputs.HasFlag(wanted) ? new float[checked(length * size)] : [];
}
