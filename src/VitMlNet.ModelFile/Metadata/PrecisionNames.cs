namespace VitMlNet.ModelFile;

/// <summary>The names of precisions in model files and on command lines: <c>fp32</c>, <c>int8</c>.</summary>
internal static class PrecisionNames
{
    public static string NameOf(VitPrecision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>The precision of a name, or <see langword="null"/> for another text.</summary>
    public static VitPrecision? Find(string name)
    {
        foreach (VitPrecision precision in Enum.GetValues<VitPrecision>())
        {
            if (NameOf(precision) == name)
                return precision;
        }

        return null;
    }
}
