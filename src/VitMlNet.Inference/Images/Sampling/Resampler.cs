namespace VitMlNet;

/// <summary>Takes the rows of one picture and makes the model's pixels of them.</summary>
internal abstract class Resampler : IPixelRows, IDisposable
{
    public static Resampler Create(
        VitPreprocessing preprocessing, PixelScale scale, int sourceHeight, int sourceWidth, Orientation orientation, int height, int width)
    {
        if (preprocessing.ResizeMode == VitResizeMode.PadToSquare)
            return new SquareResampler(preprocessing, scale, sourceHeight, sourceWidth, orientation, height, width);
        ResizePlan plan = orientation.SwapsAxes
            ? ResizePlan.Create(preprocessing, sourceWidth, sourceHeight, height, width)
            : ResizePlan.Create(preprocessing, sourceHeight, sourceWidth, height, width);
        ResizePlan inside = plan.Inside;
        return inside == plan
            ? Create(preprocessing, scale, plan, orientation)
            : new FilledResampler(Create(preprocessing, scale, inside, orientation), plan, scale, preprocessing.FillColor);
    }

    public abstract bool Needs(int row);

    public abstract void Accept(int row, ReadOnlySpan<byte> pixels);

    /// <summary>Writes the model's pixels, height x width x 3, after all needed rows have come.</summary>
    public abstract void Finish(Span<float> pixels);

    public abstract void Dispose();

    private static Resampler Create(VitPreprocessing preprocessing, PixelScale scale, ResizePlan plan, Orientation orientation)
    {
        return !preprocessing.Antialias || preprocessing.Interpolation == VitInterpolation.NearestExact
            ? new GridResampler(plan, orientation, scale, preprocessing.Interpolation, preprocessing.Arithmetic)
            : preprocessing.Arithmetic == VitResizeArithmetic.Unrounded ? FloatResampler.Create(plan, orientation, scale, preprocessing.Interpolation)
            : FilterResampler.Create(plan, orientation, scale, preprocessing.Interpolation, preprocessing.Arithmetic);
    }
}
