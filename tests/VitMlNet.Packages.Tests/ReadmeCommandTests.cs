namespace VitMlNet.Packages.Tests;

/// <summary>The README's commands run one after the other, as a newcomer types them.</summary>
[TestClass]
public sealed class ReadmeCommandTests
{
    private const string FromClone = "dotnet run -c Release --project src/VitMlNet.Cli -- ";

    private const string Installed = "vitmlnet ";

    /// <summary>The checkpoint of the model that the README pulls.</summary>
    private const string Checkpoint = "Ti_16";

    /// <summary>The commands that other tests run, and which.</summary>
    private static readonly Dictionary<string, string> s_elsewhere = new()
    {
        ["dotnet add package VitMlNet.Inference"] = "by DocumentProgramTests, from a feed of their own",
        ["dotnet add package Microsoft.ML.OnnxRuntime"] = "by DocumentProgramTests, from a feed of their own",
        ["dotnet tool install --global VitMlNet.Cli"] = "by Packages, into a folder of its own",
        ["dotnet run -c Release samples/classify.cs"] = "by VitMlNet.Samples.Tests",
        ["dotnet run -c Release --project samples/WebClassifier"] = "by VitMlNet.Samples.Tests",
    };

    [TestMethod]
    public void Each_command_does_its_work()
    {
        using var folder = new TemporaryFolder();
        NewcomerFolder.Fill(folder.Path);
        string checkpoint = folder.File("CHECKPOINT.npz");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get(Checkpoint));
        byte[] content = File.ReadAllBytes(checkpoint);
        using var server = new FileServer(content) { Headers = ["x-goog-hash: " + FileServer.Md5(content)] };
        (string, string?)[] environment = [("VITMLNET_HOME", folder.File("home")), ("VITMLNET_MIRROR", server.Address.AbsoluteUri)];

        foreach (string command in Documents.ReadmeCommands.Where(command => !s_elsewhere.ContainsKey(command)))
        {
            string[] words = command.Split(' ');
            if (command.StartsWith(FromClone, StringComparison.Ordinal))
                CommandLine.Run(RepositoryPaths.Root, CommandLine.Dotnet, WithoutBuild(words[1..]), environment);
            else if (command.StartsWith(Installed, StringComparison.Ordinal))
                CommandLine.Run(folder.Path, Packages.Shared.Value.Tool, words[1..], environment);
            else
                Assert.Fail($"No test knows how to run '{command}'.");
        }
    }

    [TestMethod]
    public void The_commands_run_elsewhere_are_there() =>
        CollectionAssert.IsSubsetOf(s_elsewhere.Keys, Documents.ReadmeCommands.ToArray());

    // Other tests read the build output meanwhile, which is that of this configuration.
    private static IEnumerable<string> WithoutBuild(string[] words) =>
        [words[0], "--no-build", .. words[1..].Select(word => word == "Release" ? Packages.Configuration : word)];
}
