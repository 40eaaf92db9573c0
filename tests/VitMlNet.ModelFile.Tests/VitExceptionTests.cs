namespace VitMlNet.ModelFile.Tests;

[TestClass]
public sealed class VitExceptionTests
{
    [TestMethod]
    public void Ours_is_found_wherever_it_is()
    {
        var own = new Own();
        Assert.AreSame(own, VitException.Find(own));
        Assert.AreSame(own, VitException.Find(new InvalidOperationException("splitter", new InvalidOperationException("worker", own))));
        Assert.AreSame(own, VitException.Find(new AggregateException(new IOException(), new InvalidOperationException("", own))));
        var outer = new Own(own);
        Assert.AreSame(outer, VitException.Find(outer));
        Assert.IsNull(VitException.Find(new InvalidOperationException("", new IOException())));
        Assert.IsNull(VitException.Find(new AggregateException()));
        Assert.IsNull(VitException.Find(null));
    }

    [TestMethod]
    public void A_message_is_one_line_without_control_characters() =>
        Assert.AreEqual("a\\x0Ab \\x1B[31m é 😀", new Own(null, "a\nb \u001B[31m é 😀").Message);

    private sealed class Own(Exception? innerException = null, string message = "own") : VitException(message, innerException);
}
