
namespace VitMlNet;

/// <summary>How a decoded picture becomes the model's pixels: a preset, or settings of one's own.</summary>
/// <remarks>
/// A preset can be the start of one's own settings: <c>VitPreprocessing.Timm with { CropFraction = 1 }</c>.
/// <see cref="ToString"/> gives the text that a model file's metadata holds, and <see cref="Parse"/> reads it.
/// </remarks>
public sealed partial record VitPreprocessing
{
    private const int LargestResize = 1 << 14;

    private readonly double _cropFraction = 1;
    private readonly double _rescaleFactor = 1 / 255.0;
    private readonly int? _resizeHeight;
    private readonly int? _resizeWidth;
    private readonly VitChannels _fillColor;
    private readonly VitChannels _standardDeviation = new(0.5f);
    private readonly VitChannels _mean = new(0.5f);

    /// <summary>How the picture gets the model's shape; <see cref="VitResizeMode.Squash"/> by default.</summary>
    public VitResizeMode ResizeMode { get; init; }

    /// <summary>How pixels are interpolated; <see cref="VitInterpolation.Bilinear"/> by default.</summary>
    public VitInterpolation Interpolation { get; init; }

    /// <summary>
    /// Whether each pixel of a shrunk picture averages all that it covers, rounded to 8 bits as PIL does it, or
    /// interpolates between the nearest two or four each way, unrounded as TensorFlow does it (the default).
    /// </summary>
    public bool Antialias { get; init; }

    /// <summary>
    /// The model's size as a fraction of the resized picture's short side, over 0 and at most 1 (the default);
    /// for <see cref="VitResizeMode.CropCenter"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public double CropFraction
    {
        get => _cropFraction;
        init => _cropFraction = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(CropFraction), value, "The crop fraction is over 0 and at most 1.");
    }

    /// <summary>The mean that is subtracted, in units of pixel values from 0 to 1; 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public VitChannels Mean
    {
        get => _mean;
        init => _mean = float.IsFinite(value.Red) && float.IsFinite(value.Green) && float.IsFinite(value.Blue)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Mean), value, "The mean is a finite number for each channel.");
    }

    /// <summary>The standard deviation that is divided by, in units of pixel values from 0 to 1; 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite and positive.</exception>
    public VitChannels StandardDeviation
    {
        get => _standardDeviation;
        init => _standardDeviation = IsPositive(value.Red) && IsPositive(value.Green) && IsPositive(value.Blue)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(StandardDeviation), value, "The standard deviation is a finite number over 0 for each channel.");
    }

    /// <summary>
    /// The height in pixels to which the picture is resized before the centre is cut out of it, or <see langword="null"/> (the default)
    /// for the model's height, divided by <see cref="CropFraction"/> with <see cref="VitResizeMode.CropCenter"/>. With that mode, and the
    /// same or no <see cref="ResizeWidth"/>, it is the length of the short side.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 16384.</exception>
    public int? ResizeHeight
    {
        get => _resizeHeight;
        init => _resizeHeight = CheckSide(value, nameof(ResizeHeight));
    }

    /// <summary>The width that belongs to <see cref="ResizeHeight"/>, or <see langword="null"/> (the default) for the same number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 16384.</exception>
    public int? ResizeWidth
    {
        get => _resizeWidth;
        init => _resizeWidth = CheckSide(value, nameof(ResizeWidth));
    }

    /// <summary>Which place in the middle a cut takes; <see cref="VitCropRounding.HalfToEven"/> by default.</summary>
    public VitCropRounding CropRounding { get; init; }

    /// <summary>The arithmetic of antialiased resizing; <see cref="VitResizeArithmetic.Pillow"/> by default. Without antialiasing nothing is rounded.</summary>
    public VitResizeArithmetic Arithmetic { get; init; }

    /// <summary>What fills the places where no picture is: red, green and blue from 0 (the default) to 255, before the mean is subtracted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public VitChannels FillColor
    {
        get => _fillColor;
        init => _fillColor = value is { Red: >= 0 and <= 255, Green: >= 0 and <= 255, Blue: >= 0 and <= 255 }
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FillColor), value, "The fill colour is a number from 0 to 255 for each channel.");
    }

    /// <summary>
    /// What pixel values from 0 to 255 are multiplied by first; 1/255 by default, so that they are from 0 to 1 when the mean is subtracted.
    /// With 1, a mean of 0 and a deviation of 1, the model gets pixel values from 0 to 255.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and positive.</exception>
    public double RescaleFactor
    {
        get => _rescaleFactor;
        init => _rescaleFactor = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RescaleFactor), value, "The rescale factor is a finite number over 0.");
    }

    /// <summary>
    /// Whether factor, mean and deviation are made one subtraction and one division in float32, as in the fast image processors of Hugging
    /// Face; off by default. The values differ in the last bit.
    /// </summary>
    public bool FusesRescaling { get; init; }

    /// <summary>Whether values are divided by the deviation a second time, as the image processor of EfficientNet does; off by default.</summary>
    public bool DividesTwice { get; init; }

    /// <summary>
    /// Whether blue comes first and red last in the model's pixels; off by default. <see cref="Mean"/>, <see cref="StandardDeviation"/> and
    /// <see cref="FillColor"/> stay red, green and blue.
    /// </summary>
    public bool BlueFirst { get; init; }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">
    /// A preset's name in any case (<c>google</c>, <c>timm</c>, <c>mlnet</c>, <c>hf-vit</c>, <c>hf-deit</c>, <c>hf-clip</c>,
    /// <c>hf-dinov2</c>, <c>hf-siglip</c>, <c>torchvision</c>, <c>keras</c>, <c>ultralytics</c>), or a JSON object whose properties are
    /// described in docs/images.md; what is absent has its default.
    /// </param>
    /// <returns>The settings.</returns>
    /// <exception cref="FormatException">The text is none of these; the message says what is allowed.</exception>
    public static VitPreprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreprocessingText.Read(text.Trim());
    }

    /// <summary>The settings as text: a preset's name, or a JSON object.</summary>
    /// <returns>A name or JSON that <see cref="Parse"/> reads.</returns>
    public override string ToString() => PreprocessingText.Write(this);

    /// <summary>Throws where the settings contradict each other.</summary>
    internal void Validate()
    {
        if (!Enum.IsDefined(ResizeMode) || !Enum.IsDefined(Interpolation) || !Enum.IsDefined(Arithmetic) || !Enum.IsDefined(CropRounding))
            throw new ArgumentException($"{ResizeMode} with {Interpolation} is no way to resize; "
                + $"use the values of {nameof(VitResizeMode)} and {nameof(VitInterpolation)}.");
        if (Interpolation == VitInterpolation.Nearest && this != MlNet)
            throw new ArgumentException($"{nameof(VitInterpolation)}.{nameof(VitInterpolation.Nearest)} goes with the other settings of "
                + $"{nameof(VitPreprocessing)}.{nameof(MlNet)} only; use Bilinear, Bicubic or NearestExact with settings of one's own.");
        if (Interpolation is VitInterpolation.Lanczos or VitInterpolation.Box or VitInterpolation.Hamming
            && !(Antialias && Arithmetic == VitResizeArithmetic.Pillow))
            throw new ArgumentException($"{Interpolation} goes with {nameof(Antialias)} and {nameof(VitResizeArithmetic)}."
                + $"{nameof(VitResizeArithmetic.Pillow)} only.");
        bool isRounded = Interpolation == VitInterpolation.NearestExact || (Antialias && Arithmetic != VitResizeArithmetic.Unrounded);
        if ((FusesRescaling || DividesTwice) && !isRounded)
            throw new ArgumentException($"{nameof(FusesRescaling)} and {nameof(DividesTwice)} go with resizing that rounds to 8 bits only.");
        if (ResizeWidth is not null && ResizeHeight is null)
            throw new ArgumentException($"{nameof(ResizeWidth)} goes with {nameof(ResizeHeight)} only.");
        if (ResizeHeight is not null && (ResizeMode is VitResizeMode.None or VitResizeMode.PadToSquare))
            throw new ArgumentException($"{nameof(ResizeHeight)} does not go with {ResizeMode}.");
    }

    private static int? CheckSide(int? value, string name) => value is null or (>= 1 and <= LargestResize)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"A side is from 1 to {LargestResize} pixels.");

    private static bool IsPositive(float value) => float.IsFinite(value) && value > 0;
}
