using VitMlNet.Conversion.Checkpoints;

namespace VitMlNet.Conversion.Tests.Checkpoints;

[TestClass]
public sealed class TensorNameTests
{
    private const string Block = "Transformer/encoderblock_0/";

    [TestMethod]
    [DataRow("Ti_16")]
    [DataRow("R50_L_32")]
    public void LinenNamesBecomeThePublishedOnes(string name)
    {
        CheckpointConfiguration configuration = CheckpointConfiguration.Get(name);
        string[] published = [.. CheckpointShapes.Of(configuration).Select(p => p.Name)];
        string[] linen = [.. CheckpointShapes.Of(configuration, linen: true).Select(p => p.Name)];
        CollectionAssert.AreNotEqual(published, linen);
        CollectionAssert.AreEqual(published, Resolve(linen));
        CollectionAssert.AreEqual(published, Resolve(published));
    }

    [TestMethod]
    public void NumbersAreSortedAsNumbers() => CollectionAssert.AreEqual(
        new[] { Block + "LayerNorm_2/scale", Block + "LayerNorm_0/scale" },
        Resolve(Block + "LayerNorm_10/scale", Block + "LayerNorm_9/scale"));

    [TestMethod]
    public void EachBlockIsDecidedByItself()
    {
        const string One = "Transformer/encoderblock_1/", Ten = "Transformer/encoderblock_10/";
        CollectionAssert.AreEqual(
            new[] { One + "LayerNorm_0/bias", One + "LayerNorm_2/bias", Ten + "LayerNorm_0/bias", Ten + "LayerNorm_2/bias" },
            Resolve(One + "LayerNorm_0/bias", One + "LayerNorm_1/bias", Ten + "LayerNorm_0/bias", Ten + "LayerNorm_2/bias"));
    }

    [TestMethod]
    [DataRow(Block + "LayerNorm_1/scale")]
    [DataRow(Block + "LayerNorm_2/scale")]
    [DataRow(Block + "LayerNorm_99999999999/scale")]
    [DataRow("Transformer/encoder_norm/scale")]
    [DataRow("LayerNorm_1/scale")]
    [DataRow("cls")]
    public void NamesThatCannotBeDecidedStay(string name) => CollectionAssert.AreEqual(new[] { name }, Resolve(name));

    [TestMethod]
    public void BlockWithTooManyPartsKeepsItsNames()
    {
        string[] names = [Block + "LayerNorm_0/scale", Block + "LayerNorm_1/scale", Block + "LayerNorm_2/scale"];
        CollectionAssert.AreEqual(names, Resolve(names));
    }

    private static string[] Resolve(params string[] names) =>
        [.. CanonicalNames.Resolve(names.Select((name, i) => (name, i))).Select(r => r.Name)];
}
