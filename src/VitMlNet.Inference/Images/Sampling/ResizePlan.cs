namespace VitMlNet;

/// <summary>
/// One direction of a resize: <paramref name="Count"/> pixels from <paramref name="Start"/> on, out of a line of <paramref name="Source"/>
/// pixels resized to <paramref name="Resized"/>.
/// </summary>
internal readonly record struct AxisPlan(int Source, long Resized, long Start, int Count);

/// <summary>The sizes of a resize: from the upright picture to the model's pixels.</summary>
internal readonly record struct ResizePlan(AxisPlan Vertical, AxisPlan Horizontal)
{
    public static ResizePlan Create(VitPreprocessing preprocessing, int sourceHeight, int sourceWidth, int height, int width)
    {
        if (preprocessing.ResizeMode == VitResizeMode.Squash)
            return new(new(sourceHeight, height, 0, height), new(sourceWidth, width, 0, width));

        (long resizedHeight, long resizedWidth) = CoveringSize(preprocessing.CropFraction, sourceHeight, sourceWidth, height, width);
        return new(
            new(sourceHeight, resizedHeight, CropStart(resizedHeight, height), height),
            new(sourceWidth, resizedWidth, CropStart(resizedWidth, width), width));
    }

    // For a square model this is torchvision's: the short side gets the size, the long side is truncated.
    private static (long Height, long Width) CoveringSize(double fraction, int sourceHeight, int sourceWidth, int height, int width)
    {
        long coverHeight = (long)(height / fraction), coverWidth = (long)(width / fraction);
        return sourceHeight * coverWidth <= sourceWidth * coverHeight
            ? (coverHeight, Math.Max((long)((double)(coverHeight * sourceWidth) / sourceHeight), coverWidth))
            : (Math.Max((long)((double)(coverWidth * sourceHeight) / sourceWidth), coverHeight), coverWidth);
    }

    private static long CropStart(long resized, int count) => (long)Math.Round((resized - count) / 2.0, MidpointRounding.ToEven);
}
