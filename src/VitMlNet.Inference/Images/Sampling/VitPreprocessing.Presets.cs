namespace VitMlNet;

// The settings of the usual tools. Those that resize to more than the model's size say it as a fraction, so that they go with any size.
public sealed partial record VitPreprocessing
{
    private static readonly VitChannels s_imageNetMean = new(0.485f, 0.456f, 0.406f);
    private static readonly VitChannels s_imageNetDeviation = new(0.229f, 0.224f, 0.225f);

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

    /// <summary>Hugging Face's <c>ViTImageProcessor</c>: squashed, antialiased bilinear as Pillow does it, then (x / 255 - 0.5) / 0.5.</summary>
    public static VitPreprocessing HuggingFaceVit { get; } = new() { Antialias = true, CropRounding = VitCropRounding.Floor };

    /// <summary>Hugging Face's <c>SiglipImageProcessor</c>: as <see cref="HuggingFaceVit"/>, bicubic.</summary>
    public static VitPreprocessing HuggingFaceSiglip { get; } = HuggingFaceVit with { Interpolation = VitInterpolation.Bicubic };

    /// <summary>
    /// Hugging Face's <c>CLIPImageProcessor</c>: the short side to the model's size, bicubic, the centre cut out, CLIP's mean and deviation.
    /// </summary>
    public static VitPreprocessing HuggingFaceClip { get; } = HuggingFaceSiglip with
    {
        ResizeMode = VitResizeMode.CropCenter,
        Mean = new(0.48145466f, 0.4578275f, 0.40821073f),
        StandardDeviation = new(0.26862954f, 0.26130258f, 0.27577711f),
    };

    /// <summary>
    /// Hugging Face's <c>BitImageProcessor</c> as DINOv2 sets it: the short side to 256/224 of the model's size, bicubic, the centre cut
    /// out, ImageNet's mean and deviation.
    /// </summary>
    public static VitPreprocessing HuggingFaceDinoV2 { get; } = HuggingFaceClip with
    {
        CropFraction = 0.875,
        Mean = s_imageNetMean,
        StandardDeviation = s_imageNetDeviation,
    };

    /// <summary>
    /// Hugging Face's <c>DeiTImageProcessor</c> for 224 x 224: squashed to 256 x 256, bicubic, the centre cut out, ImageNet's mean and deviation.
    /// </summary>
    public static VitPreprocessing HuggingFaceDeit { get; } = HuggingFaceSiglip with
    {
        ResizeHeight = 256,
        Mean = s_imageNetMean,
        StandardDeviation = s_imageNetDeviation,
    };

    /// <summary>
    /// torchvision's for most of its models: the short side to 256/224 of the model's size, antialiased bilinear, the centre cut out,
    /// ImageNet's mean and deviation.
    /// </summary>
    public static VitPreprocessing Torchvision { get; } = new()
    {
        ResizeMode = VitResizeMode.CropCenter,
        Antialias = true,
        CropFraction = 0.875,
        Mean = s_imageNetMean,
        StandardDeviation = s_imageNetDeviation,
    };

    /// <summary>
    /// Keras' <c>Resizing</c> and <c>image_dataset_from_directory</c>, for a model that scales inside: squashed, bilinear without
    /// antialiasing, unrounded, values from 0 to 255.
    /// </summary>
    public static VitPreprocessing Keras { get; } = new() { RescaleFactor = 1, Mean = new(0), StandardDeviation = new(1) };

    /// <summary>Ultralytics' classifiers: the short side to the model's size, antialiased bilinear, the centre cut out, values from 0 to 1.</summary>
    public static VitPreprocessing Ultralytics { get; } = Torchvision with { CropFraction = 1, Mean = new(0), StandardDeviation = new(1) };
}
