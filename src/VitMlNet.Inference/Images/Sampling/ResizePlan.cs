namespace VitMlNet;

/// <summary>
/// One direction of a resize: <paramref name="Count"/> pixels from <paramref name="Start"/> on, out of a line of <paramref name="Source"/>
/// pixels resized to <paramref name="Resized"/>. Those before its first pixel and after its last are filled.
/// </summary>
internal readonly record struct AxisPlan(int Source, long Resized, long Start, int Count)
{
    /// <summary>The part that is not filled.</summary>
    public AxisPlan Inside
    {
        get
        {
            long first = Math.Max(Start, 0), end = Math.Min(Start + Count, Resized);
            return this with { Start = first, Count = (int)(end - first) };
        }
    }
}

/// <summary>The sizes of a resize: from the upright picture to the model's pixels.</summary>
internal readonly record struct ResizePlan(AxisPlan Vertical, AxisPlan Horizontal)
{
    /// <summary>The part that is not filled.</summary>
    public ResizePlan Inside => new(Vertical.Inside, Horizontal.Inside);

    public static ResizePlan Create(VitPreprocessing preprocessing, int sourceHeight, int sourceWidth, int height, int width)
    {
        (long resizedHeight, long resizedWidth) = preprocessing.ResizeMode switch
        {
            VitResizeMode.None => (sourceHeight, sourceWidth),
            VitResizeMode.CropCenter when preprocessing.ResizeHeight is { } side && (preprocessing.ResizeWidth ?? side) == side =>
                ShortSide(side, sourceHeight, sourceWidth),
            VitResizeMode.CropCenter when preprocessing.ResizeHeight is { } coverHeight =>
                KeepRatio(coverHeight, preprocessing.ResizeWidth!.Value, sourceHeight, sourceWidth, covers: true),
            VitResizeMode.CropCenter => CoveringSize(preprocessing.CropFraction, sourceHeight, sourceWidth, height, width),
            VitResizeMode.Fit => KeepRatio(
                preprocessing.ResizeHeight ?? height, preprocessing.ResizeWidth ?? preprocessing.ResizeHeight ?? width, sourceHeight, sourceWidth, covers: false),
            VitResizeMode.PadToSquare => (height, width),
            _ => (preprocessing.ResizeHeight ?? height, preprocessing.ResizeWidth ?? preprocessing.ResizeHeight ?? width),
        };
        return new(
            new(sourceHeight, resizedHeight, CropStart(resizedHeight, height, preprocessing), height),
            new(sourceWidth, resizedWidth, CropStart(resizedWidth, width, preprocessing), width));
    }

    // torchvision's and Hugging Face's: the short side gets the size, the long side is cut off to a whole number.
    private static (long Height, long Width) ShortSide(long side, int sourceHeight, int sourceWidth) => sourceHeight <= sourceWidth
        ? (side, side * sourceWidth / sourceHeight)
        : (side * sourceHeight / sourceWidth, side);

    // timm's: both sides by one ratio, rounded half to even.
    private static (long Height, long Width) KeepRatio(int height, int width, int sourceHeight, int sourceWidth, bool covers)
    {
        double vertical = (double)sourceHeight / height, horizontal = (double)sourceWidth / width;
        double ratio = covers ? Math.Min(vertical, horizontal) : Math.Max(vertical, horizontal);
        return (Math.Max(1, (long)Math.Round(sourceHeight / ratio)), Math.Max(1, (long)Math.Round(sourceWidth / ratio)));
    }

    // For a square model this is torchvision's: the short side gets the size, the long side is truncated.
    private static (long Height, long Width) CoveringSize(double fraction, int sourceHeight, int sourceWidth, int height, int width)
    {
        long coverHeight = (long)(height / fraction), coverWidth = (long)(width / fraction);
        return sourceHeight * coverWidth <= sourceWidth * coverHeight
            ? (coverHeight, Math.Max((long)((double)(coverHeight * sourceWidth) / sourceHeight), coverWidth))
            : (Math.Max((long)((double)(coverWidth * sourceHeight) / sourceWidth), coverHeight), coverWidth);
    }

    // What is too small is filled on both sides. Of an odd number of pixels, one more comes first in Pillow's Hugging Face processors, and last elsewhere.
    private static long CropStart(long resized, int count, VitPreprocessing preprocessing)
    {
        long rest = resized - count;
        if (rest < 0)
            return preprocessing is { CropRounding: VitCropRounding.Floor, Arithmetic: VitResizeArithmetic.Pillow } ? -((1 - rest) / 2) : rest / 2;
        return preprocessing.CropRounding == VitCropRounding.Floor ? rest / 2 : (long)Math.Round(rest / 2.0, MidpointRounding.ToEven);
    }
}
