namespace VitMlNet.Packages.Tests;

/// <summary>The README's C# runs in an empty application that has the packages.</summary>
[TestClass]
public sealed class ReadmeProgramTests
{
    public static IEnumerable<int> Numbers => Enumerable.Range(1, Readme.Programs.Count);

    [TestMethod]
    public void There_are_programs() => Assert.IsGreaterThanOrEqualTo(3, Readme.Programs.Count);

    [TestMethod]
    [DynamicData(nameof(Numbers))]
    public void Each_program_runs(int number)
    {
        string folder = Packages.Shared.Value.CreateApplication(
            $"program{number}", [("VitMlNet", Packages.Version), ("Microsoft.ML.OnnxRuntime", PinnedVersions.Of("Microsoft.ML.OnnxRuntime"))]);
        NewcomerFolder.Fill(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Readme.Programs[number - 1]);
        CommandLine.Run(folder, CommandLine.Dotnet, ["build", "--no-restore", "--output", "out"]);
        CommandLine.Run(folder, CommandLine.Dotnet, [Path.Combine("out", "App.dll")], ("VITMLNET_HOME", Path.Combine(folder, "home")));
    }
}
