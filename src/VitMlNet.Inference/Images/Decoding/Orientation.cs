using SkiaSharp;

namespace VitMlNet;

/// <summary>How the stored picture is turned to stand upright (EXIF orientation 1 to 8).</summary>
/// <param name="SwapsAxes">Whether upright rows are stored columns.</param>
/// <param name="ReversesRows">Whether the stored direction that upright rows follow each other in runs backwards.</param>
/// <param name="ReversesColumns">Whether the stored direction that upright columns follow each other in runs backwards.</param>
internal readonly record struct Orientation(bool SwapsAxes, bool ReversesRows, bool ReversesColumns)
{
    public static Orientation From(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => new(false, false, true),
        SKEncodedOrigin.BottomRight => new(false, true, true),
        SKEncodedOrigin.BottomLeft => new(false, true, false),
        SKEncodedOrigin.LeftTop => new(true, false, false),
        SKEncodedOrigin.RightTop => new(true, false, true),
        SKEncodedOrigin.RightBottom => new(true, true, true),
        SKEncodedOrigin.LeftBottom => new(true, true, false),
        _ => default,
    };
}
