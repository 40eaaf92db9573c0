using System.Globalization;

namespace VitMlNet.Cli;

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

    /// <summary>How many a second, to three digits: <c>0.42</c>, <c>8.31</c>, <c>97.5</c>, <c>1210</c>.</summary>
    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);

    /// <summary>Minutes and seconds, and hours where there are any: <c>0:07</c>, <c>12:30</c>, <c>1:02:03</c>. A part of a second counts as one.</summary>
    public static string Duration(TimeSpan time)
    {
        var whole = TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
        return whole.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}:{whole.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}");
    }

    private static (string Number, int Power) Scale(double value, int units)
    {
        int power = 0;
        for (; value >= 999.95 && power < units - 1; power++)
            value /= 1000;
        return (value.ToString(power == 0 ? "0" : "0.0", CultureInfo.InvariantCulture), power);
    }
}
