namespace VitMlNet;

/// <summary>The interpolation kernels: the weight of a source pixel by its distance.</summary>
internal static class FilterKernel
{
    /// <summary>The distance from which on a kernel is zero.</summary>
    public static double SupportOf(VitInterpolation interpolation) => interpolation switch
    {
        VitInterpolation.Box => 0.5,
        VitInterpolation.Bicubic => 2,
        VitInterpolation.Lanczos => 3,
        _ => 1,
    };

    public static double Weight(VitInterpolation interpolation, double distance) => interpolation switch
    {
        VitInterpolation.Bicubic => Bicubic(distance),
        VitInterpolation.Lanczos => Lanczos(distance),
        VitInterpolation.Box => distance is > -0.5 and <= 0.5 ? 1 : 0,
        VitInterpolation.Hamming => Hamming(distance),
        _ => Bilinear(distance),
    };

    /// <summary>The triangle, zero from a distance of 1 on.</summary>
    public static double Bilinear(double distance) => Math.Max(0, 1 - Math.Abs(distance));

    /// <summary>Keys' cubic with a = -0.5, zero from a distance of 2 on.</summary>
    public static double Bicubic(double distance)
    {
        const double a = -0.5;
        double x = Math.Abs(distance);
        if (x < 1)
            return (((((a + 2) * x) - (a + 3)) * x) * x) + 1;
        return x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * a) : 0;
    }

    private static double Lanczos(double distance) => distance is >= -3 and < 3 ? Sinc(distance) * Sinc(distance / 3) : 0;

    private static double Hamming(double distance)
    {
        double x = Math.Abs(distance);
        if (x == 0)
            return 1;
        if (x >= 1)
            return 0;
        x *= Math.PI;
        return Math.Sin(x) / x * (0.54 + (0.46 * Math.Cos(x)));
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
