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

    private static readonly string[] Documents =
    [
        Path.Combine(RepositoryPaths.Root, "README.md"),
        .. Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "docs"), "*.md"),
    ];

    /// <summary>The blocks that are whole programs: these begin with their usings.</summary>
    public static IEnumerable<(string Name, string Code)> Programs =>
        from document in Documents
        from block in CodeBlock().Matches(File.ReadAllText(document).ReplaceLineEndings("\n"))
            .Select((match, i) => (Number: i + 1, Code: match.Groups[1].Value))
        where block.Code.StartsWith("using ", StringComparison.Ordinal)
        select ($"{Path.GetFileName(document)}, C# block {block.Number}", block.Code);

    [TestMethod]
    public void The_documents_have_programs()
    {
        Assert.IsGreaterThanOrEqualTo(4, Programs.Count(program => program.Name.StartsWith("README", StringComparison.Ordinal)));
        Assert.IsGreaterThanOrEqualTo(2, Programs.Count(program => !program.Name.StartsWith("README", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void Each_program_compiles(string name, string code)
    {
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        string[] problems = [.. compilation.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning)
            .Select(problem => problem.ToString())];
        Assert.IsEmpty(problems, $"{name}: {string.Join("\n", problems)}");
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
