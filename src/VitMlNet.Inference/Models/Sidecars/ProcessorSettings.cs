namespace VitMlNet;

/// <summary>
/// The settings of an image processor of Hugging Face: <c>preprocessor_config.json</c>, or the part <c>image_processor</c> of
/// <c>processor_config.json</c>, in the forms of all years.
/// </summary>
internal sealed class ProcessorSettings
{
    private readonly JsonSettings _settings;
    private readonly ProcessorClass _class;
    private readonly bool _isFast;

    /// <param name="settings">The file.</param>
    /// <param name="modelType">The kind of network, where <c>config.json</c> tells it.</param>
    public ProcessorSettings(JsonSettings settings, string? modelType)
    {
        _settings = settings;
        string? name = settings.Text("image_processor_type") ?? settings.Text("feature_extractor_type");
        ProcessorClass? known = ProcessorClass.Find(name, modelType);
        _class = known ?? new ProcessorClass();
        _isFast = ProcessorClass.IsFast(name);
        IsKnown = known is not null;
        (Resize, Cut) = ReadSizes();
    }

    /// <summary>Whether it is known what the class does where the file does not say it.</summary>
    public bool IsKnown { get; }

    public string Source => _settings.Source;

    /// <summary>The height and width of what comes out.</summary>
    public (int Height, int Width) Size => Cut ?? (Resize.Height, Resize.Width);

    /// <summary>What is resized to: a square or another rectangle, or the length of the short side.</summary>
    private (int Height, int Width, bool IsShortSide) Resize { get; }

    /// <summary>What is cut out of it; null for all of it.</summary>
    private (int Height, int Width)? Cut { get; }

    /// <summary>The preprocessing for a model of some size.</summary>
    /// <param name="height">The model's height in pixels.</param>
    /// <param name="width">The model's width in pixels.</param>
    public VitPreprocessing ToPreprocessing(int height, int width)
    {
        VitInterpolation interpolation = Interpolation;
        bool isInTorch = interpolation is VitInterpolation.Bilinear or VitInterpolation.Bicubic or VitInterpolation.NearestExact;
        var preprocessing = new VitPreprocessing
        {
            Interpolation = interpolation,
            Antialias = true,
            Arithmetic = !isInTorch ? VitResizeArithmetic.Pillow
                : _class.IsUnrounded ? VitResizeArithmetic.Unrounded
                : _isFast ? VitResizeArithmetic.Torchvision
                : VitResizeArithmetic.Pillow,

            // The fast processor of ConvNeXt alone cut as torchvision does.
            CropRounding = _isFast && _class.Rule == ProcessorClass.SizeRule.CropFractionBelow384 ? VitCropRounding.HalfToEven : VitCropRounding.Floor,
            BlueFirst = _settings.Flag("do_flip_channel_order") ?? _class.BlueFirst,
        };
        return WithScale(WithSizes(preprocessing, height, width));
    }

    private VitInterpolation Interpolation => (_settings.Number("resample") ?? _class.Resample) switch
    {
        0 => VitInterpolation.NearestExact,
        1 => VitInterpolation.Lanczos,
        3 => VitInterpolation.Bicubic,
        4 => VitInterpolation.Box,
        5 => VitInterpolation.Hamming,
        _ => VitInterpolation.Bilinear,
    };

    private VitPreprocessing WithSizes(VitPreprocessing preprocessing, int height, int width)
    {
        bool isAsStated = (height, width) == Size;
        if (_settings.Flag("do_resize") == false && Cut is not null)
            return preprocessing with { ResizeMode = VitResizeMode.None };
        if (!Resize.IsShortSide)
        {
            return !isAsStated || Resize.Height == height && Resize.Width == width
                ? preprocessing
                : preprocessing with { ResizeHeight = Resize.Height, ResizeWidth = Resize.Width == Resize.Height ? null : Resize.Width };
        }

        // A model of another size than the settings are for sees the same part of the picture.
        int side = isAsStated ? Resize.Height : Math.Max((int)((long)Resize.Height * Math.Max(height, width) / Math.Max(Size.Height, Size.Width)), 1);
        return preprocessing with { ResizeMode = VitResizeMode.CropCenter, ResizeHeight = side };
    }

    private VitPreprocessing WithScale(VitPreprocessing preprocessing)
    {
        bool rescales = _settings.Flag("do_rescale") ?? true, normalizes = _settings.Flag("do_normalize") ?? _class.Normalizes;
        double factor = rescales ? _settings.Number("rescale_factor") ?? 1 / 255.0 : 1;
        VitChannels mean = normalizes ? _settings.Channels("image_mean") ?? _class.Mean : new VitChannels(0);
        VitChannels deviation = normalizes ? _settings.Channels("image_std") ?? _class.Deviation : new VitChannels(1);

        // EfficientNet's may subtract 1 between the factor and the mean.
        float offset = rescales && _settings.Flag("rescale_offset") == true ? 1 : 0;
        return preprocessing with
        {
            RescaleFactor = factor > 0 ? factor : 1 / 255.0,
            Mean = new VitChannels(mean.Red + offset, mean.Green + offset, mean.Blue + offset),
            StandardDeviation = deviation,
            FusesRescaling = _isFast && rescales && !_class.IsUnrounded,
            DividesTwice = normalizes && _class.DividesTwice && (_settings.Flag("include_top") ?? true),
        };
    }

    private ((int Height, int Width, bool IsShortSide) Resize, (int Height, int Width)? Cut) ReadSizes()
    {
        bool crops = _settings.Has("do_center_crop") ? _settings.Flag("do_center_crop") == true
            : !_settings.Element.TryGetProperty("do_center_crop", out _) && _class.CropsCenter;
        (int Height, int Width)? cut = crops ? _settings.Sides("crop_size") ?? (_class.Crop, _class.Crop) : null;
        JsonSettings? named = _settings.Object("size");
        int? shortSide = named?.Count("shortest_edge") ?? (_settings.Count("size") is { } number && _class.IsShortSide ? number : null);
        if (shortSide is null && _settings.Sides("size") is { } sides)
            return ((sides.Height, sides.Width, false), cut);
        if (shortSide is null && !_class.IsShortSide)
            return ((_class.Size, _class.Size, false), cut);
        int side = shortSide ?? _class.Size;
        double fraction = _settings.Number("crop_pct") is { } stated and > 0 ? stated : _class.CropFraction;
        return _class.Rule switch
        {
            ProcessorClass.SizeRule.CropFractionBelow384 when side >= 384 => ((side, side, false), null),
            ProcessorClass.SizeRule.CropFractionBelow384 => (Short((int)(side / fraction)), (side, side)),
            ProcessorClass.SizeRule.CropFraction => (Short((int)(side / fraction)), cut),
            ProcessorClass.SizeRule.Levit => (Short((int)(256.0 / 224 * side)), cut),
            _ => (Short(side), cut),
        };

        static (int, int, bool) Short(int length) => (Math.Max(length, 1), Math.Max(length, 1), true);
    }
}
