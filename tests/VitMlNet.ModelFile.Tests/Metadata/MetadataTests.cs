namespace VitMlNet.ModelFile.Tests.Metadata;

[TestClass]
public sealed class MetadataTests
{
    [TestMethod]
    public void Lists_of_texts_are_read_as_they_were_written()
    {
        string[] texts = ["cat", "dög", "a \"b\"", "猫", ""];
        string json = TextList.Write(texts);
        Assert.Contains("猫", json);
        CollectionAssert.AreEqual(texts, TextList.Read(json)!.ToArray());
        Assert.IsEmpty(TextList.Read("[]")!);
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("[null]")]
    [DataRow("[1]")]
    [DataRow("{}")]
    [DataRow("\"cat\"")]
    [DataRow("cat")]
    [DataRow("")]
    public void Other_texts_are_no_lists(string json) => Assert.IsNull(TextList.Read(json));

    [TestMethod]
    public void Precisions_have_their_names()
    {
        Assert.AreEqual("fp32", PrecisionNames.NameOf(VitPrecision.Fp32));
        Assert.AreEqual("int8", PrecisionNames.NameOf(VitPrecision.Int8));
        Assert.AreEqual(VitPrecision.Int8, PrecisionNames.Find("int8"));
        Assert.IsNull(PrecisionNames.Find("INT8"));
        Assert.IsNull(PrecisionNames.Find("1"));
    }

    [TestMethod]
    public void The_producer_has_the_version_of_the_package()
    {
        Assert.MatchesRegex(@"^\d+\.\d+\.\d+(-[\w.]+)?$", Producer.Version);
        Assert.AreNotEqual("1.0.0", Producer.Version);
    }
}
