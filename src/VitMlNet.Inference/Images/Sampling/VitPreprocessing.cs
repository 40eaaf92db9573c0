
namespace VitMlNet;

/// <summary>How a decoded picture becomes the model's pixels: a preset, or settings of one's own.</summary>
/// <remarks>
/// A preset can be the start of one's own settings: <c>VitPreprocessing.Timm with { CropFraction = 1 }</c>.
/// <see cref="ToString"/> gives the text that a model file's metadata holds, and <see cref="Parse"/> reads it.
/// </remarks>
public sealed record VitPreprocessing
{
    private readonly double _cropFraction = 1;
    private readonly VitChannels _standardDeviation = new(0.5f);
    private readonly VitChannels _mean = new(0.5f);

    /// <summary>
    /// Google's own: squashed with TensorFlow's bilinear interpolation (half-pixel centres, no antialiasing, no rounding to
    /// 8 bits), then (x - 127.5) / 127.5; exact to the last bit of float32.
    /// </summary>
    public static VitPreprocessing Google { get; } = new();

    /// <summary>
    /// That of PyTorch Image Models: antialiased bicubic on 8-bit pixels, the short side to S / 0.9 rounded down, the centre cut
    /// out, then (x / 255 - 0.5) / 0.5; exact to the last bit of PIL's arithmetic.
    /// </summary>
    public static VitPreprocessing Timm { get; } = new()
    {
        ResizeMode = VitResizeMode.CropCenter,
        Interpolation = VitInterpolation.Bicubic,
        Antialias = true,
        CropFraction = 0.9,
    };

    /// <summary>
    /// ML.NET's stock components: squashed by nearest neighbour, then (x - 127.5) / 127.5. EXIF orientation is ignored and
    /// transparent pixels turn dark, as there. For pipelines that must load where this library is absent.
    /// </summary>
    public static VitPreprocessing MlNet { get; } = new() { Interpolation = VitInterpolation.Nearest };

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

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">
    /// <c>google</c>, <c>timm</c> or <c>mlnet</c> in any case, or a JSON object with any of <c>resize</c> (<c>squash</c>,
    /// <c>crop</c>), <c>interpolation</c> (<c>bilinear</c>, <c>bicubic</c>), <c>antialias</c>, <c>cropFraction</c>, <c>mean</c>
    /// and <c>std</c> (a number, or three); what is absent has its default.
    /// </param>
    /// <returns>The settings.</returns>
    /// <exception cref="FormatException">The text is none of these; the message says what is allowed.</exception>
    public static VitPreprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreprocessingText.Read(text.Trim());
    }

    /// <summary>The settings as text: a preset's name, or a JSON object.</summary>
    /// <returns><c>google</c>, <c>timm</c>, <c>mlnet</c>, or JSON that <see cref="Parse"/> reads.</returns>
    public override string ToString() => PreprocessingText.Write(this);

    /// <summary>Throws where the settings contradict each other.</summary>
    internal void Validate()
    {
        if (!Enum.IsDefined(ResizeMode) || !Enum.IsDefined(Interpolation))
            throw new ArgumentException($"{ResizeMode} with {Interpolation} is no way to resize; "
                + $"use the values of {nameof(VitResizeMode)} and {nameof(VitInterpolation)}.");
        if (Interpolation == VitInterpolation.Nearest && this != MlNet)
            throw new ArgumentException($"{nameof(VitInterpolation)}.{nameof(VitInterpolation.Nearest)} goes with the other settings of "
                + $"{nameof(VitPreprocessing)}.{nameof(MlNet)} only; use Bilinear or Bicubic with settings of one's own.");
    }

    private static bool IsPositive(float value) => float.IsFinite(value) && value > 0;
}
