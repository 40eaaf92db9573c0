using System.Text;
using VitMlNet.ModelFile;

namespace VitMlNet.Store.Tests;

[TestClass]
public sealed class Crc32CTests
{
    // The check values of RFC 3720, appendix B.4, and of the catalogue of CRC algorithms.
    [TestMethod]
    public void Known_values_are_met()
    {
        Assert.AreEqual(0xE3069283u, Of(Encoding.ASCII.GetBytes("123456789")));
        Assert.AreEqual(0x8A9136AAu, Of(new byte[32]));
        Assert.AreEqual(0x62A8AB43u, Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.AreEqual(0x46DD794Eu, Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.AreEqual(0u, Of([]));
    }

    [TestMethod]
    public void The_pieces_do_not_matter()
    {
        var bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        for (int cut = 0; cut <= 20; cut++)
        {
            var crc = new Crc32C();
            crc.Append(bytes.AsSpan(0, cut));
            crc.Append(bytes.AsSpan(cut));
            Assert.AreEqual(Of(bytes), crc.Value);
        }
    }

    [TestMethod]
    public void Base64_has_the_most_significant_byte_first()
    {
        var crc = new Crc32C();
        crc.Append("123456789"u8);
        Assert.AreEqual(Convert.ToBase64String([0xE3, 0x06, 0x92, 0x83]), crc.ToBase64());
    }

    private static uint Of(byte[] bytes)
    {
        var crc = new Crc32C();
        crc.Append(bytes);
        return crc.Value;
    }
}
