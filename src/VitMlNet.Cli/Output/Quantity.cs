using System.Globalization;

namespace VitMlNet.Cli.Output;

/// <summary>Numbers for people.</summary>
internal static class Quantity
{
    private static readonly string[] ByteUnits = ["bytes", "KB", "MB", "GB", "TB"];
    private static readonly string[] CountUnits = ["", " thousand", " million", " billion"];

    /// <summary>A length in decimal units: <c>532 bytes</c>, <c>1.3 GB</c>.</summary>
    public static string Bytes(long bytes)
    {
        (string number, int power) = Scale(bytes, ByteUnits.Length);
        return $"{number} {ByteUnits[power]}";
    }

    /// <summary>A count: <c>912</c>, <c>328.9 million</c>.</summary>
    public static string Count(long count)
    {
        (string number, int power) = Scale(count, CountUnits.Length);
        return number + CountUnits[power];
    }

    private static (string Number, int Power) Scale(double value, int units)
    {
        int power = 0;
        for (; value >= 999.95 && power < units - 1; power++)
            value /= 1000;
        return (value.ToString(power == 0 ? "0" : "0.0", CultureInfo.InvariantCulture), power);
    }
}
