namespace VitMlNet;

/// <summary>The interpolation kernels: the weight of a source pixel by its distance.</summary>
internal static class FilterKernel
{
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
}
