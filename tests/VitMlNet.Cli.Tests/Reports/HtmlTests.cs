
namespace VitMlNet.Cli.Tests.Reports;

[TestClass]
public sealed class HtmlTests
{
    [TestMethod]
    public void Text_is_escaped_and_html_is_not()
    {
        string text = "<script>\"a\" & 'b'</script>";
        Html inner = Html.Of($"<b title=\"{text}\">{text}</b>");
        Assert.AreEqual("<b title=\"&lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;\">&lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;</b>", inner.Markup);
        Assert.AreEqual($"<p>{inner.Markup}3</p>", Html.Of($"<p>{inner}{3}</p>").Markup);
        Assert.AreEqual("0.50", Html.Of($"{0.5:0.00}").Markup);
    }

    [TestMethod]
    public void Characters_that_hide_or_turn_text_are_replaced()
    {
        Assert.AreEqual("a\uFFFDb\uFFFD\uFFFDgpj.exe é 中 &#x1F600;", Html.Encode("a\0b\u202E\u2066gpj.exe é 中 😀"));
    }
}
