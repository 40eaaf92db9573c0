namespace VitMlNet.Packages.Tests;

/// <summary>The commands and the program of docs/tutorial.md, one after the other, by the installed tool; VitMlNet.Samples.Tests serves its file.</summary>
[TestClass]
public sealed class TutorialTests
{
    private const string Tool = "vitmlnet ";
    private const string Web = "dotnet run -c Release --project samples/WebClassifier";

    [TestMethod]
    [TestCategory("Long")]
    public void Each_step_works_after_those_before_it()
    {
        DocumentProgram program = Documents.OtherPrograms.Single(program => program.Document == Documents.Tutorial);
        string folder = Packages.Shared.Value.CreateApplication("tutorial", program.Packages);
        NewcomerFolder.Fill(folder);
        using var elsewhere = new TemporaryFolder();
        string checkpoint = elsewhere.File("CHECKPOINT.npz");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get("Ti_16"));
        byte[] content = File.ReadAllBytes(checkpoint);
        using var server = new FileServer(content) { Headers = ["x-goog-hash: " + FileServer.Md5(content)] };
        (string, string?)[] environment = [("VITMLNET_HOME", elsewhere.File("home")), ("VITMLNET_MIRROR", server.Address.AbsoluteUri)];

        string[] commands = [.. Documents.FindCommands(Documents.Tutorial).Where(command => !command.StartsWith(Web, StringComparison.Ordinal))];
        Assert.IsGreaterThanOrEqualTo(7, commands.Length);
        foreach (string command in commands)
        {
            Assert.StartsWith(Tool, command);
            CommandLine.Run(folder, Packages.Shared.Value.Tool, command.Split(' ')[1..], environment);
        }

        foreach (string written in new[] { "flowers.onnx", "report.html", "doubtful.csv", "heat.png" })
            Assert.IsTrue(File.Exists(Path.Combine(folder, written)), written);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program.Code);
        CommandLine.Run(folder, CommandLine.Dotnet, ["build", "--no-restore", "--output", "out"]);
        string output = CommandLine.Run(folder, CommandLine.Dotnet, [Path.Combine("out", "App.dll")]);
        StringAssert.Contains(output, "photos");
        StringAssert.Contains(output, "%");
    }
}
