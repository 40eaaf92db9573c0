using VitMlNet.Conversion.Checkpoints;
using VitMlNet.Conversion.Weights;
using static VitMlNet.Conversion.Tests.Graph.GoldenTests;

namespace VitMlNet.Conversion.Tests.Weights;

[TestClass]
public sealed class PositionEmbeddingTests
{
    [TestMethod]
    [DataRow(7, 12)]
    [DataRow(12, 7)]
    [DataRow(14, 24)]
    [DataRow(24, 14)]
    [DataRow(7, 16)]
    [DataRow(16, 7)]
    [DataRow(5, 3)]
    [DataRow(7, 8)]
    [DataRow(7, 1)]
    public void Resizing_gives_the_bits_of_the_original(int from, int to)
    {
        OrderedDictionary<string, NpzArray> golden = Npz.Read(Golden("posembed/posembed.npz"));
        float[] expected = golden[$"out_{from}_{to}"].Floats;
        var actual = new float[expected.Length];
        float[] source = golden[$"in_{from}_{to}"].Floats;

        // The first row is the class token's, which the original keeps.
        const int Hidden = 6;
        source.AsSpan(0, Hidden).CopyTo(actual);
        PositionEmbedding.Resize(source.AsSpan(Hidden), from, actual.AsSpan(Hidden), to, Hidden, PositionResampling.BilinearAligned);
        CollectionAssert.AreEqual(expected, actual);
    }
}
