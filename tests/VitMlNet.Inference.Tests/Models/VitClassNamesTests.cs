
namespace VitMlNet.Inference.Tests.Models;

[TestClass]
public sealed class VitClassNamesTests
{
    private static readonly VitClassNames Birds = new(
        ["tabby, tabby cat", "crane", "crane", "Great White-shark", "wild cat, cat", "cat", "7", "kite, crane fly"],
        ["n02123045", "n02012849", "n03126707", "n01484850", "n00000004", "n00000005", "n00000006", "n00000007"]);

    [TestMethod]
    [DataRow("n02123045", 0)]
    [DataRow("N03126707", 2)]
    [DataRow("tabby, tabby cat", 0)]
    [DataRow("tabby", 0)]
    [DataRow("Tabby_Cat", 0)]
    [DataRow("TABBY-CAT", 0)]
    [DataRow("great_white_shark", 3)]
    [DataRow("  crane   fly ", 7)]
    [DataRow("0", 0)]
    [DataRow("2", 2)]
    public void A_class_is_found_by_id_name_or_index(string name, int expected) => Assert.AreEqual(expected, Birds.Find(name));

    [TestMethod]
    [DataRow("cat", 5, DisplayName = "a whole label before one of several names")]
    [DataRow("7", 6, DisplayName = "a name before an index")]
    public void The_closer_meaning_comes_first(string name, int expected) => Assert.AreEqual(expected, Birds.Find(name));

    [TestMethod]
    [DataRow("dog")]
    [DataRow("")]
    [DataRow("8")]
    [DataRow("-1")]
    [DataRow("1e0")]
    [DataRow("n99999999")]
    public void Anything_else_is_no_class(string name) => Assert.IsNull(Birds.Find(name));

    [TestMethod]
    public void A_name_of_several_classes_lists_them()
    {
        VitDataException exception = Assert.ThrowsExactly<VitDataException>(() => Birds.Find("Crane"));
        StringAssert.Contains(exception.Message, "crane (index 1, n02012849); crane (index 2, n03126707)");
        exception = Assert.ThrowsExactly<VitDataException>(() => new VitClassNames(["a, x", "b, x"], null).Find("x"));
        StringAssert.Contains(exception.Message, "a, x (index 0); b, x (index 1)");
    }

    [TestMethod]
    public void Shared_names_are_told_apart()
    {
        CollectionAssert.AreEqual(new[] { "crane (n02012849)", "crane (n03126707)" }, Birds.Distinct.Skip(1).Take(2).ToArray());
        CollectionAssert.AreEqual(new[] { "a (0)", "A (1)", "b" }, new VitClassNames(["a", "A", "b"], null).Distinct.ToArray());
        Assert.AreEqual(1000, new VitClassNames(ImageNetClasses.Names, ImageNetClasses.WordNetIds).Distinct.Distinct().Count());
    }

    [TestMethod]
    public void Every_ImageNet_class_is_found_by_its_id_and_by_its_name_unless_that_is_shared()
    {
        var naming = new VitClassNames(ImageNetClasses.Names, ImageNetClasses.WordNetIds);
        for (int i = 0; i < 1000; i++)
        {
            Assert.AreEqual(i, naming.Find(ImageNetClasses.WordNetIds[i]));
            if (ImageNetClasses.Names.Count(name => string.Equals(name, ImageNetClasses.Names[i], StringComparison.OrdinalIgnoreCase)) == 1)
                Assert.AreEqual(i, naming.Find(ImageNetClasses.Names[i].Replace(' ', '_').ToUpperInvariant()));
        }
    }
}
