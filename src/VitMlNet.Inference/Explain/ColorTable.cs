namespace VitMlNet;

/// <summary>256 colours, from that of 0 to that of 1, by straight lines between a few.</summary>
internal sealed class ColorTable
{
    private const int Length = 256;

    // Every 17th colour of matplotlib's tables "viridis" and "inferno" (Nathaniel Smith and Stéfan van der Walt, CC0), whose
    // lightness grows evenly, and which people with red-green or blue-yellow blindness can read.
    private static readonly ColorTable Viridis = new(
        0x440154, 0x481A6C, 0x472F7D, 0x414487, 0x39568C, 0x31688E, 0x2A788E, 0x23888E,
        0x1F988B, 0x22A884, 0x35B779, 0x54C568, 0x7AD151, 0xA5DB36, 0xD2E21B, 0xFDE725);

    private static readonly ColorTable Inferno = new(
        0x000004, 0x0C0826, 0x240C4F, 0x420A68, 0x5D126E, 0x781C6D, 0x932667, 0xAE305C,
        0xC73E4C, 0xDD513A, 0xED6925, 0xF8850F, 0xFCA50A, 0xFAC62D, 0xF2E661, 0xFCFFA4);

    private static readonly ColorTable Gray = new(0x000000, 0xFFFFFF);

    private readonly byte[] _colors = new byte[3 * Length];

    private ColorTable(params ReadOnlySpan<int> anchors)
    {
        for (int i = 0; i < Length; i++)
        {
            double place = (double)i * (anchors.Length - 1) / (Length - 1);
            int anchor = Math.Min((int)place, anchors.Length - 2);
            for (int channel = 0; channel < 3; channel++)
            {
                int shift = 16 - (8 * channel);
                int from = (anchors[anchor] >> shift) & 255, to = (anchors[anchor + 1] >> shift) & 255;
                _colors[(3 * i) + channel] = (byte)Math.Round(from + ((to - from) * (place - anchor)));
            }
        }
    }

    /// <summary>Red, green and blue of a value; values beyond 0 and 1 have the colours of these.</summary>
    public ReadOnlySpan<byte> this[float value] => _colors.AsSpan(3 * (int)((Math.Clamp(value, 0, 1) * (Length - 1)) + 0.5f), 3);

    /// <exception cref="ArgumentOutOfRangeException">There are no such colours.</exception>
    public static ColorTable Of(VitColorMap map) => map switch
    {
        VitColorMap.Viridis => Viridis,
        VitColorMap.Inferno => Inferno,
        VitColorMap.Gray => Gray,
        _ => throw new ArgumentOutOfRangeException(nameof(map), map, "A colour map of the enumeration is expected."),
    };
}
