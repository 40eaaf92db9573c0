using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace VitMlNet.Packages.Tests;

/// <summary>Every C# block of the documents compiles by itself, with the usings that the SDK adds to every project.</summary>
[TestClass]
public sealed class DocumentCompilationTests
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

    private const string WebUsings = """
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.DependencyInjection;
        """;

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static IEnumerable<DocumentProgram> Programs => Documents.ReadmePrograms.Concat(Documents.OtherPrograms);

    [TestMethod]
    public void The_documents_have_programs()
    {
        Assert.IsGreaterThanOrEqualTo(4, Documents.ReadmePrograms.Count);
        Assert.IsGreaterThanOrEqualTo(10, Documents.OtherPrograms.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void Each_program_compiles(DocumentProgram program)
    {
        var compilation = CSharpCompilation.Create(
            "Document",
            [.. new[] { ImplicitUsings, program.IsWeb ? WebUsings : "", program.Code }.Select(text => CSharpSyntaxTree.ParseText(text))],
            s_references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        IEnumerable<Diagnostic> problems = compilation.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning);
        Assert.IsEmpty(problems, $"{program}: {string.Join("\n", problems)}");
    }
}
