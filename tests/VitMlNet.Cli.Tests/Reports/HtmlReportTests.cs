using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;
using VitMlNet.Cli.Tests.Processes;

namespace VitMlNet.Cli.Tests.Reports;

[TestClass]
public sealed partial class HtmlReportTests
{
    private const string Nasty = "<img src=x onerror=\"alert(1)\"> & 'co'";

    [TestMethod]
    public void The_page_stands_by_itself_and_is_well_formed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", TestPhotos.Encode(SKEncodedImageFormat.Png, 1));
        EvaluationReport report = ReportOf(folder, ["cat", "dog", "bird"], [Outcome.Of(folder.File("a.png"), 0, [0.2f, 0.5f, 0.3f]), Outcome.Of("b", 1, [0, 1, 0])]);
        string page = HtmlReport.Of(report);

        XElement root = Parse(page);
        Assert.IsEmpty(root.Descendants("script"));
        Assert.IsEmpty(root.Descendants("link"));
        Assert.DoesNotContain("http:", page);
        Assert.DoesNotContain("https:", page);
        Assert.DoesNotContain("url(", page);
        StringAssert.Contains(page, "default-src 'none'");
        XElement image = root.Descendants("img").Single();
        StringAssert.StartsWith(image.Attribute("src")!.Value, "data:image/jpeg;base64,");
        Assert.AreEqual("A photograph of the class cat: a.png", image.Attribute("alt")!.Value);
        Assert.IsTrue(root.Descendants("th").All(cell => cell.Attribute("scope") is not null));
        XElement picture = root.Descendants("svg").Single();
        Assert.AreEqual("img", picture.Attribute("role")!.Value);
        string[] ids = [.. root.Descendants().Attributes("id").Select(id => id.Value)];
        CollectionAssert.AllItemsAreUnique(ids);
        foreach (string id in root.Descendants().Attributes("aria-labelledby").SelectMany(attribute => attribute.Value.Split(' ')))
            CollectionAssert.Contains(ids, id);
    }

    [TestMethod]
    public void Names_of_classes_and_files_are_text_wherever_they_stand()
    {
        using var folder = new TemporaryFolder();
        var report = new EvaluationReport
        {
            Title = Nasty,
            Settings = [(Nasty, Nasty)],
            Notes = [Nasty],
            Evaluation = new Evaluation([Nasty, Nasty + 2], [Outcome.Of(folder.File(Nasty), 0, [0.2f, 0.8f]), Outcome.Of("b", 1, [0, 1])]),
            Failures = [(folder.File(Nasty), Nasty)],
            Folder = folder.Path,
        };
        string page = HtmlReport.Of(report);
        Assert.IsEmpty(Parse(page).Descendants("img"), "the photograph is absent, and no name became an element");
        Assert.DoesNotContain("<img", page);
        Assert.IsGreaterThan(10, Parse(page).Descendants().Count(element => element.Value.Contains("onerror", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void The_matrix_has_every_count_in_its_place()
    {
        string[] names = ["cat", "dog", "bird"];
        XElement picture = Parse(MatrixPicture.Of(new Evaluation(names, Outcomes(3))).Markup);
        string[] cells = [.. picture.Descendants("g").Select(cell => cell.Element("title")!.Value + " = " + cell.Element("text")!.Value)];
        CollectionAssert.AreEqual(
            new[] { "cat: 2 of 3 recognised = 2", "cat: 1 of 3 taken for dog = 1", "dog: 2 of 3 recognised = 2", "dog: 1 of 3 taken for bird = 1", "bird: 1 of 3 taken for cat = 1", "bird: 2 of 3 recognised = 2" },
            cells);
    }

    [TestMethod]
    public void Of_many_classes_the_most_confused_are_drawn()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"class {i}")];
        var evaluation = new Evaluation(names, [.. Outcomes(60), .. Enumerable.Repeat(Outcome.Of("x", 50, [.. Enumerable.Range(0, 60).Select(i => i == 7 ? 1f : 0f)]), 5)]);
        string[] drawn = [.. MatrixPicture.ClassesOf(evaluation).Select(figures => figures.Name)];
        Assert.HasCount(MatrixPicture.ShownOfMany, drawn);
        CollectionAssert.IsSubsetOf(new[] { "class 7", "class 50" }, drawn);
        string page = HtmlReport.Of(new EvaluationReport { Title = "t", Settings = [], Evaluation = evaluation, Folder = "." });
        StringAssert.Contains(page, $"the {MatrixPicture.ShownOfMany} classes with the most mistakes, of 60");
        StringAssert.Contains(page, "class 59", "the table has all");
    }

    [TestMethod]
    public void Many_classes_without_a_mistake_need_no_picture()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"class {i}")];
        var evaluation = new Evaluation(names, [.. names.Select((name, i) => Outcome.Of(name, i, [.. Enumerable.Range(0, 60).Select(j => i == j ? 1f : 0f)]))]);
        XElement root = Parse(HtmlReport.Of(new EvaluationReport { Title = "t", Settings = [], Evaluation = evaluation, Folder = "." }));
        Assert.IsEmpty(root.Descendants("svg"));
        Assert.IsEmpty(root.Descendants("figure"));
    }

    /// <summary>Two right ones and one taken for the next class, for each class.</summary>
    private static Outcome[] Outcomes(int classes) =>
    [
        .. Enumerable.Range(0, classes).SelectMany(i => new[] { i, i, (i + 1) % classes }
            .Select((taken, n) => Outcome.Of($"{i}-{n}.png", i, [.. Enumerable.Range(0, classes).Select(j => j == taken ? 0.9f : 0.1f)]))),
    ];

    private static EvaluationReport ReportOf(TemporaryFolder folder, string[] classes, Outcome[] outcomes) =>
        new() { Title = "A title", Settings = [("model", "m.onnx")], Evaluation = new Evaluation(classes, outcomes), Folder = folder.Path };

    /// <summary>Reads the page as XML, which it is but for its first line and the elements that HTML does not close.</summary>
    private static XElement Parse(string page) =>
        XElement.Parse(Unclosed().Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<$1$2/>"));

    [GeneratedRegex("<(meta|img)([^>]*)>")]
    private static partial Regex Unclosed();
}
