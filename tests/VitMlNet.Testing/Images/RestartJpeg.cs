namespace VitMlNet.Testing;

/// <summary>
/// Writes baseline JPEG files with a restart marker after every unit of 16 x 16 pixels, and with bytes before the markers if asked. Each
/// block of 8 x 8 values has one value, so that a DC coefficient is all there is of it.
/// </summary>
public static class RestartJpeg
{
    private const int CategoryBits = 4;

    // Colours at half the resolution, as cameras store them: four blocks of luminance, one of each colour.
    private static readonly int[] s_components = [0, 0, 0, 0, 1, 2];

    /// <param name="unitsDown">The number of units in a column.</param>
    /// <param name="unitsAcross">The number of units in a row.</param>
    /// <param name="value">The value of a block, from 0 to 255, by its unit and its place in it.</param>
    /// <param name="extra">The bytes before the marker that follows a unit.</param>
    public static byte[] Write(int unitsDown, int unitsAcross, Func<int, int, int> value, Func<int, byte[]>? extra = null)
    {
        var file = new List<byte> { 0xFF, 0xD8 };
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        (int height, int width) = (16 * unitsDown, 16 * unitsAcross);
        Segment(file, 0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
        // Twelve categories of four bits each; the only AC symbol, the end of a block, has one bit.
        Segment(file, 0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(category => (byte)category)]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(file, 0xDD, [0, 1]);
        Segment(file, 0xDA, [3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0]);
        for (int unit = 0; unit < unitsDown * unitsAcross; unit++)
        {
            if (unit > 0)
            {
                file.AddRange(extra?.Invoke(unit - 1) ?? []);
                file.AddRange([0xFF, (byte)(0xD0 + ((unit - 1) % 8))]);
            }

            WriteUnit(file, block => 8 * (value(unit, block) - 128));
        }

        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    private static void WriteUnit(List<byte> file, Func<int, int> coefficient)
    {
        var bits = new List<bool>();
        int[] before = new int[3];
        for (int block = 0; block < s_components.Length; block++)
        {
            int component = s_components[block], difference = coefficient(block) - before[component];
            before[component] = coefficient(block);
            int category = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
            Append(category, CategoryBits);
            Append(difference < 0 ? difference + (1 << category) - 1 : difference, category);
            Append(0, 1);
        }

        while (bits.Count % 8 != 0)
            bits.Add(true);
        foreach (bool[] eight in bits.Chunk(8))
        {
            byte whole = eight.Aggregate((byte)0, (sum, bit) => (byte)((sum << 1) | (bit ? 1 : 0)));
            file.Add(whole);
            if (whole == 0xFF)
                file.Add(0);
        }

        void Append(int number, int count)
        {
            for (int bit = count - 1; bit >= 0; bit--)
                bits.Add((number >> bit & 1) == 1);
        }
    }

    private static void Segment(List<byte> file, byte marker, byte[] content)
    {
        int length = content.Length + 2;
        file.AddRange([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.AddRange(content);
    }
}
