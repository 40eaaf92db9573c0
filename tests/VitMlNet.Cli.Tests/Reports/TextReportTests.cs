
namespace VitMlNet.Cli.Tests.Reports;

[TestClass]
public sealed class TextReportTests
{
    [TestMethod]
    public void A_small_report_has_tables_and_a_matrix()
    {
        string text = Write(
            new Evaluation(
                ["cat", "dog", "bird"],
                [
                    Outcome.Of("cats/1.jpg", 0, [0.9f, 0.1f, 0]),
                    Outcome.Of("cats/2.jpg", 0, [0.25f, 0.75f, 0]),
                    Outcome.Of("dogs/1.jpg", 1, [0, 1, 0]),
                    Outcome.Of("dogs/2\n.jpg", 1, [0.1f, 0.4f, 0.5f]),
                ]),
            width: 80);
        Assert.AreEqual(
            """
            accuracy  0.500  2 of 4 photographs
            top 2     1.000  4 of 4 photographs

            class                photographs  precision  recall     F1
            cat                            2      1.000   0.500  0.667
            dog                            2      0.500   0.500  0.500
            mean of the classes            4      0.750   0.500  0.583

            confusion matrix: a row for each class, and a column for what its photographs were taken for
                   1  2  3
            1 cat  1  1  .
            2 dog  .  1  1
            3 bird: none is of this class

            surest mistakes
              0.7500  dog, and it is cat: cats/2.jpg
              0.5000  bird, and it is dog: dogs/2 .jpg

            """.ReplaceLineEndings("\n"),
            text);
    }

    [TestMethod]
    public void A_matrix_that_does_not_fit_gives_way_to_the_most_frequent_mistakes()
    {
        var evaluation = new Evaluation(["cat", "dog"], [Outcome.Of("a", 0, [0, 1]), Outcome.Of("b", 1, [0, 1])]);
        StringAssert.Contains(Write(evaluation, width: 80), "confusion matrix");
        string narrow = Write(evaluation, width: 10);
        Assert.DoesNotContain("confusion matrix", narrow);
        StringAssert.Contains(narrow, "      1 of 1     cat taken for dog");
    }

    [TestMethod]
    public void Of_many_classes_the_weakest_are_shown()
    {
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"class {i}")];
        var evaluation = new Evaluation(
            names, [.. names.Select((name, i) => Outcome.Of(name, i, [.. Enumerable.Range(0, 50).Select(j => j == (i == 30 ? 31 : i) ? 1f : 0f)]))]);
        string text = Write(evaluation, width: 1000);
        StringAssert.Contains(text, "the 20 classes with the lowest F1, of 50");
        string[] lines = text.Split('\n');
        int header = Array.FindIndex(lines, line => line.StartsWith("class  ", StringComparison.Ordinal));
        StringAssert.StartsWith(lines[header + 1], "class 30");
        StringAssert.StartsWith(lines[header + 2], "class 31");
        StringAssert.StartsWith(lines[header + 21], "mean of the classes");
    }

    private static string Write(Evaluation evaluation, int width)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new TextReport(writer, width).Write(new EvaluationReport { Title = "t", Settings = [], Evaluation = evaluation, Folder = ".", Top = 2 });
        return writer.ToString();
    }
}
