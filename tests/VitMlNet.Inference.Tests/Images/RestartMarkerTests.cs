namespace VitMlNet.Inference.Tests;

/// <summary>JPEG files with bytes before a restart marker, as some cameras and scanners write them, have the pixels of those without.</summary>
[TestClass]
public sealed class RestartMarkerTests
{
    private const int Down = 5;
    private const int Across = 7;

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(64)]
    [DataRow(2600)]
    public void BytesBeforeARestartMarkerAreSkipped(int count)
    {
        var random = new Random(count);
        byte[] expected = Decode(Write());
        byte[] Zeros(int unit) => new byte[count];
        byte[] Ones(int unit) => [.. Enumerable.Repeat((byte)0x7F, count)];
        byte[] Stuffed(int unit) => unit % 3 == 0 ? [.. Enumerable.Repeat((byte[])[0xFF, 0], count).SelectMany(pair => pair)] : [];
        byte[] Random(int unit)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return [.. bytes.Select(value => value == 0xFF ? (byte)0 : value)];
        }

        foreach (Func<int, byte[]> extra in (Func<int, byte[]>[])[Zeros, Ones, Stuffed, Random])
            Assert.AreEqual(0, Preprocess.Difference(expected, Decode(Write(extra))), extra.Method.Name);
    }

    [TestMethod]
    public void TheUnitsHaveTheirColours()
    {
        byte[] pixels = Decode(RestartJpeg.Write(Down, Across, (unit, block) => block < 4 ? 40 + unit : 128));
        for (int unit = 0; unit < Down * Across; unit++)
        {
            int at = 3 * ((((16 * (unit / Across)) + 8) * 16 * Across) + (16 * (unit % Across)) + 8);
            CollectionAssert.AreEqual(Enumerable.Repeat((byte)(40 + unit), 3).ToArray(), pixels[at..(at + 3)], $"unit {unit}");
        }
    }

    private static byte[] Write(Func<int, byte[]>? extra = null)
    {
        byte[] values = new byte[Down * Across * 6];
        new Random(1).NextBytes(values);
        return RestartJpeg.Write(Down, Across, (unit, block) => values[(6 * unit) + block], extra);
    }

    private static byte[] Decode(byte[] file) => Preprocess.Pixels(file, 16 * Down, 16 * Across);
}
