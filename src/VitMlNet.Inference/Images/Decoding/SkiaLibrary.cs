using SkiaSharp;

namespace VitMlNet;

/// <summary>Checks the version of SkiaSharp, which an application can replace by one that lacks what VitMlNet and ML.NET call.</summary>
internal static class SkiaLibrary
{
    private const int Expected = 2;

    private static readonly Lazy<Version> s_version = new(() => typeof(SKCodec).Assembly.GetName().Version ?? new Version());

    /// <exception cref="VitImageLibraryException">It is of another version.</exception>
    public static void Check() => Check(s_version.Value);

    internal static void Check(Version version)
    {
        if (version.Major != Expected)
        {
            throw new VitImageLibraryException(
                $"SkiaSharp {Expected}.88 is expected, which decodes the photographs of VitMlNet and of ML.NET, and the application brought version {version}, "
                    + "which lacks some of their calls. Refer to SkiaSharp and SkiaSharp.NativeAssets.Linux.NoDependencies in version 2.88.9, "
                    + "and heed the warning NU1608.");
        }
    }
}
