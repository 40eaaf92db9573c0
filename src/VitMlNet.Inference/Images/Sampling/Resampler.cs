namespace VitMlNet;

/// <summary>Takes the rows of one picture and makes the model's pixels of them.</summary>
internal abstract class Resampler : IPixelRows, IDisposable
{
    public static Resampler Create(
        VitPreprocessing preprocessing, PixelScale scale, int sourceHeight, int sourceWidth, Orientation orientation, int height, int width)
    {
        ResizePlan plan = orientation.SwapsAxes
            ? ResizePlan.Create(preprocessing, sourceWidth, sourceHeight, height, width)
            : ResizePlan.Create(preprocessing, sourceHeight, sourceWidth, height, width);
        return preprocessing.Antialias
            ? new FilterResampler(plan, orientation, scale, preprocessing.Interpolation)
            : new GridResampler(plan, orientation, scale, preprocessing.Interpolation);
    }

    public abstract bool Needs(int row);

    public abstract void Accept(int row, ReadOnlySpan<byte> pixels);

    /// <summary>Writes the model's pixels, height x width x 3, after all needed rows have come.</summary>
    public abstract void Finish(Span<float> pixels);

    public abstract void Dispose();
}
