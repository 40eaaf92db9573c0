using System.Globalization;

namespace VitMlNet.Cli;

/// <summary>The colours of a cell: blue for what is right, orange for mistakes, which all eyes can tell apart, and darker for more.</summary>
/// <param name="Fill">The cell's colour.</param>
/// <param name="Text">Black or white, whichever can be read better on it.</param>
internal readonly record struct Shade(string Fill, string Text)
{
    /// <summary>The colour of a cell that stands for nothing.</summary>
    public const string Empty = "#f1f3f6";

    private static readonly (double R, double G, double B) PaleBlue = (222, 235, 247);
    private static readonly (double R, double G, double B) DeepBlue = (8, 69, 138);
    private static readonly (double R, double G, double B) PaleOrange = (254, 232, 214);
    private static readonly (double R, double G, double B) DeepOrange = (150, 48, 4);

    /// <param name="right">Whether the cell stands for what is right.</param>
    /// <param name="share">From 0 to 1.</param>
    public static Shade Of(bool right, double share)
    {
        ((double R, double G, double B) pale, (double R, double G, double B) deep) = right ? (PaleBlue, DeepBlue) : (PaleOrange, DeepOrange);
        byte r = Mix(pale.R, deep.R), g = Mix(pale.G, deep.G), b = Mix(pale.B, deep.B);
        double luminance = Luminance(r, g, b);
        bool whiteIsBetter = 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05;
        return new Shade(string.Create(CultureInfo.InvariantCulture, $"#{r:x2}{g:x2}{b:x2}"), whiteIsBetter ? "#ffffff" : "#000000");

        byte Mix(double from, double to) => (byte)Math.Round(from + ((to - from) * share));
    }

    /// <summary>The relative luminance that the Web Content Accessibility Guidelines define, from 0 to 1.</summary>
    public static double Luminance(byte r, byte g, byte b) => (0.2126 * Linear(r)) + (0.7152 * Linear(g)) + (0.0722 * Linear(b));

    private static double Linear(byte value)
    {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
