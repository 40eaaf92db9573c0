namespace VitMlNet.Packages.Tests;

/// <summary>The C# of the documents runs in empty applications that have the packages.</summary>
[TestClass]
public sealed class DocumentProgramTests
{
    /// <summary>The documents whose programs only compile, and why.</summary>
    private static readonly Dictionary<string, string> s_notRun = new()
    {
        [Path.Combine("docs", "models.md")] = "it downloads 1.3 GB",
        [Path.Combine("docs", "other-models.md")] = "its model is another tool's",
        [Documents.Tutorial] = "TutorialTests run it, after the commands before it",
        [Path.Combine("docs", "training.md")] = "its pipeline is that of the commands before it",
    };

    public static IEnumerable<DocumentProgram> ReadmePrograms => Documents.ReadmePrograms;

    public static IEnumerable<DocumentProgram> OtherPrograms =>
        Documents.OtherPrograms.Where(program => !program.IsWeb && !s_notRun.ContainsKey(program.Document));

    [TestMethod]
    [DynamicData(nameof(ReadmePrograms))]
    public void Each_program_of_the_readme_runs(DocumentProgram program) => Run(program);

    [TestMethod]
    [TestCategory("Long")]
    [DynamicData(nameof(OtherPrograms))]
    public void Each_program_of_the_documents_runs(DocumentProgram program) => Run(program);

    private static void Run(DocumentProgram program)
    {
        string folder = Packages.Shared.Value.CreateApplication($"{Path.GetFileNameWithoutExtension(program.Document)}{program.Number}", program.Packages);
        NewcomerFolder.Fill(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program.Code);
        CommandLine.Run(folder, CommandLine.Dotnet, ["build", "--no-restore", "--output", "out"]);

        string[] libraries = [.. Directory.GetFiles(Path.Combine(folder, "out"), "Microsoft.ML*.dll").Select(path => Path.GetFileName(path)!)];
        if (program.UsesMlNet)
            CollectionAssert.Contains(libraries, "Microsoft.ML.Data.dll");
        else
            CollectionAssert.AreEqual(new[] { "Microsoft.ML.OnnxRuntime.dll" }, libraries, "Prediction needs no ML.NET.");
        CommandLine.Run(folder, CommandLine.Dotnet, [Path.Combine("out", "App.dll")], ("VITMLNET_HOME", Path.Combine(folder, "home")));
    }
}
