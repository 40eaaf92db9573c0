using System.Text.RegularExpressions;

namespace VitMlNet.Packages.Tests;

/// <summary>What the documents refer to is there, and the first page stays short.</summary>
[TestClass]
public sealed partial class DocumentLinkTests
{
    private const int LongestReadme = 1400;

    public static IEnumerable<string> Pages =>
        Directory.GetFiles(RepositoryPaths.Root, "*.md")
            .Concat(((string[])["docs", "model", "samples"]).SelectMany(
                folder => Directory.GetFiles(Path.Combine(RepositoryPaths.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page)
    {
        string path = Path.Combine(RepositoryPaths.Root, page);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
        {
            string address = link.Groups["address"].Value;
            if (address.Contains("://", StringComparison.Ordinal))
                continue;
            string[] parts = address.Split('#', 2);
            string target = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));
            Assert.IsTrue(File.Exists(target) || Directory.Exists(target), $"{page}: {address}");
            if (parts is [_, var anchor])
                Assert.Contains(anchor, Headings(target).ToArray(), $"{page}: {address}");
        }
    }

    [TestMethod]
    public void The_first_page_is_short() => Assert.IsLessThanOrEqualTo(
        LongestReadme, Word().Count(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "README.md"))));

    [TestMethod]
    public void The_index_has_every_document()
    {
        string docs = Path.Combine(RepositoryPaths.Root, "docs");
        string index = File.ReadAllText(Path.Combine(docs, "README.md"));
        foreach (string name in Directory.GetFiles(docs, "*.md").Select(path => Path.GetFileName(path)).Where(name => name != "README.md"))
            Assert.Contains($"({name})", index);
    }

    /// <summary>The headings of a page as anchors: small letters, dashes for blanks, and without other punctuation.</summary>
    private static IEnumerable<string> Headings(string path) =>
        File.ReadLines(path)
            .Where(line => line.StartsWith('#'))
            .Select(line => Punctuation().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<address>[^)\s]+)\)|<img src=""(?<address>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();
}
