namespace VitMlNet;

/// <summary>How a <see cref="VitHeatMap"/> is drawn.</summary>
public sealed class VitHeatMapOptions
{
    private double _opacity = 0.5;
    private double _clippedShare = 0.02;
    private int? _maxSide = 1600;

    /// <summary>How much the colours cover the photograph, from 0 (not at all) to 1 (wholly); 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public double Opacity
    {
        get => _opacity;
        set => _opacity = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Opacity), value, "The opacity is from 0 to 1.");
    }

    /// <summary>The colours; <see cref="VitColorMap.Inferno"/> by default.</summary>
    public VitColorMap ColorMap { get; set; } = VitColorMap.Inferno;

    /// <summary>
    /// The share of the map's values, its highest, that all get the last colour, so that a few outliers do not leave the rest
    /// dark; 0.02 by default, which is 3 of 14 x 14. From 0 (the highest alone) to below 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public double ClippedShare
    {
        get => _clippedShare;
        set => _clippedShare = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ClippedShare), value, "The share is from 0 to below 1.");
    }

    /// <summary>
    /// How the few values of the map become one for each pixel; <see cref="VitInterpolation.Bicubic"/> by default.
    /// <see cref="VitInterpolation.Nearest"/> shows the patches as they are.
    /// </summary>
    public VitInterpolation Interpolation { get; set; } = VitInterpolation.Bicubic;

    /// <summary>
    /// The most pixels of the drawing's longer side, 1600 by default; the drawing of a larger photograph is made smaller.
    /// <see langword="null"/> for the photograph's own size.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxSide
    {
        get => _maxSide;
        set
        {
            if (value is { } side)
                ArgumentOutOfRangeException.ThrowIfLessThan(side, 1, nameof(MaxSide));
            _maxSide = value;
        }
    }

    /// <summary>The limits of photographs, and the background of transparent ones.</summary>
    public VitImageOptions Images { get; set; } = new();
}
