using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VitMlNet.Tests.Docs;

/// <summary>Every C# program of the documents (what begins with its usings) compiles by itself, with the usings that the SDK gives every project.</summary>
[TestClass]
public sealed partial class CodeBlockTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static IEnumerable<(string Name, string Code)> Blocks =>
        from file in Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md").Prepend(Path.Combine(RepositoryPaths.Root, "README.md"))
        from match in CodeBlock().Matches(File.ReadAllText(file)).Select((match, i) => (match, i))
        where match.match.Groups[1].Value.StartsWith("using", StringComparison.Ordinal)
        select ($"{Path.GetFileName(file)}, C# block {match.i + 1}", match.match.Groups[1].Value);

    [TestMethod]
    public void The_README_has_programs() => Assert.IsGreaterThanOrEqualTo(3, Blocks.Count(block => block.Name.StartsWith("README", StringComparison.Ordinal)));

    [TestMethod]
    [DynamicData(nameof(Blocks))]
    public void Each_block_compiles(string name, string code)
    {
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        string[] problems = [.. compilation.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning).Select(problem => problem.ToString())];
        Assert.IsEmpty(problems, $"{name}: {string.Join("\n", problems)}");
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
