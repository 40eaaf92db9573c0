namespace VitMlNet.Inference.Tests.Images;

[TestClass]
public sealed class SkiaLibraryTests
{
    [TestMethod]
    public void Another_version_of_SkiaSharp_is_named_with_the_remedy()
    {
        SkiaLibrary.Check();
        SkiaLibrary.Check(new Version(2, 88, 0, 0));
        string message = Assert.ThrowsExactly<VitImageLibraryException>(() => SkiaLibrary.Check(new Version(3, 119, 0, 0))).Message;
        StringAssert.Contains(message, "version 3.119.0.0");
        StringAssert.Contains(message, "2.88.9");
    }
}
