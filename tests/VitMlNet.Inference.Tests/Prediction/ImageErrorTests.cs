namespace VitMlNet.Inference.Tests;

[TestClass]
public sealed class ImageErrorTests
{
    [TestMethod]
    [DataRow(new float[0], true)]
    [DataRow(new[] { 0f, -1f, float.MaxValue, float.Epsilon }, true)]
    [DataRow(new[] { 0f, float.NaN }, false)]
    [DataRow(new[] { float.NegativeInfinity }, false)]
    [DataRow(new[] { 1f, float.PositiveInfinity }, false)]
    public void Values_that_are_no_numbers_are_recognized(float[] values, bool finite) => Assert.AreEqual(finite, ImageError.AreFinite(values));

    [TestMethod]
    public void A_message_is_shown_without_the_name_that_is_shown_beside_it()
    {
        Assert.AreEqual("It is empty.", ImageError.WithoutSource(new VitImageException("It is empty.", "a.jpg")));
        Assert.AreEqual("b: It is empty.", ImageError.WithoutSource(new VitImageException("b: It is empty.", "a.jpg")));
    }
}
