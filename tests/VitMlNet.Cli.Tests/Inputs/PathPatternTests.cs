namespace VitMlNet.Cli.Tests.Inputs;

[TestClass]
public sealed class PathPatternTests
{
    [TestMethod]
    [DataRow("*.jpg", "a.jpg|b.jpg")]
    [DataRow("?.png", "c.png")]
    [DataRow("**/*.jpg", "a.jpg|b.jpg|sub/d.jpg|sub/deep/e.jpg")]
    [DataRow("sub/*", "sub/d.jpg|sub/deep")]
    [DataRow("s*/d*/*", "sub/deep/e.jpg")]
    [DataRow("**", "a.jpg|b.jpg|c.png|sub/d.jpg|sub/deep/e.jpg")]
    [DataRow("absent/*.jpg", "")]
    public void A_pattern_stands_for_what_matches(string pattern, string expected)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "b.jpg", "a.jpg", "c.png", ".hidden.jpg", "sub/d.jpg", "sub/deep/e.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File(name), "");
        }

        string full = folder.File(pattern);
        Assert.IsTrue(PathPattern.Is(full));
        Assert.AreEqual(expected, string.Join('|', PathPattern.Expand(full, default).Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'))));
        ImageFiles found = ImageFiles.Find([full], default);
        Assert.AreEqual(expected.Length == 0, found.Problems.Any(problem => problem.Error.Contains("nothing matches")));
    }

    [TestMethod]
    public void Subfolders_are_left_out_where_that_is_wanted()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.jpg", []);
        Directory.CreateDirectory(folder.File("sub"));
        folder.Write("sub/b.jpg", []);
        CollectionAssert.AreEqual(new[] { folder.File("a.jpg") }, ImageFiles.Find([folder.Path], default, isRecursive: false).Paths.ToArray());
        Assert.HasCount(2, ImageFiles.Find([folder.Path], default).Paths);
    }

    [TestMethod]
    public void Lists_have_lines_or_end_in_NUL() =>
        CollectionAssert.AreEqual(new[] { "a b", "c", "d" }, ImageFiles.ReadPaths(new StringReader("a b\r\n\nc\0d\0")).ToArray());
}
