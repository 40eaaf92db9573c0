using System.Globalization;
using System.Text.RegularExpressions;

namespace VitMlNet.Samples.Tests;

/// <summary>The output that a sample of one file shows in its comment.</summary>
internal static partial class ExpectedOutput
{
    /// <summary>The indented lines of the comment after <c>// Output</c>.</summary>
    public static string[] Read(string name) =>
    [
        .. File.ReadLines(Path.Combine(RepositoryPaths.Root, "samples", name))
            .SkipWhile(line => !line.StartsWith("// Output", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith("//   ", StringComparison.Ordinal))
            .Select(line => line[5..]),
    ];

    /// <summary>The words are the same, and numbers differ by one in their last digit at most, since processors round differently.</summary>
    public static void AssertShows(string[] expected, string output)
    {
        string[] lines = output.TrimEnd('\n').Split('\n');
        CollectionAssert.AreEqual(
            expected.Select(line => Number().Replace(line, "#")).ToArray(), lines.Select(line => Number().Replace(line, "#")).ToArray(), output);
        foreach ((Match shown, Match actual) in Number().Matches(string.Join('\n', expected)).Zip(Number().Matches(string.Join('\n', lines))))
        {
            int decimals = shown.Value.Length - 1 - shown.Value.IndexOf('.', StringComparison.Ordinal);
            double unit = shown.Value.Contains('.', StringComparison.Ordinal) ? Math.Pow(10, -decimals) : 1;
            Assert.AreEqual(Parse(shown), Parse(actual), 1.01 * unit, output);
        }
    }

    private static double Parse(Match number) => double.Parse(number.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
