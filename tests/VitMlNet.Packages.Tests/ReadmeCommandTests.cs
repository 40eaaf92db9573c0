namespace VitMlNet.Packages.Tests;

/// <summary>The README's commands run one after the other, as a newcomer types them.</summary>
[TestClass]
public sealed class ReadmeCommandTests
{
    private const string FromClone = "dotnet run -c Release --project src/VitMlNet.Cli -- ";

    private const string Installed = "vitmlnet ";

    /// <summary>R50+L/32's 1.3 GB would take too long, so the smallest published network stands in for it.</summary>
    private static readonly (string Name, string StandIn, string Checkpoint) Network = ("r50-l32", "ti16", "Ti_16");

    /// <summary>The commands that are run in another way, and where.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["dotnet test -c Release"] = "by whoever runs this",
        ["dotnet pack src/VitMlNet.Cli -c Release --output packages"] = "by Packages, into a folder of its own",
        ["dotnet tool install --global VitMlNet.Cli --add-source packages"] = "by Packages, into a folder of its own",
        ["dotnet run -c Release --project samples/WebClassifier"] = "by VitMlNet.Samples.Tests",
    };

    [TestMethod]
    public void Each_command_does_its_work()
    {
        using var folder = new TemporaryFolder();
        NewcomerFolder.Fill(folder.Path);
        string checkpoint = folder.File("CHECKPOINT.npz");
        CheckpointGenerator.Write(checkpoint, CheckpointConfiguration.Get(Network.Checkpoint));
        using var server = new FileServer(File.ReadAllBytes(checkpoint));
        (string, string?)[] environment = [("VITMLNET_HOME", folder.File("home")), ("VITMLNET_MIRROR", server.Address.AbsoluteUri)];

        foreach (string command in Readme.Commands.Where(command => !Elsewhere.ContainsKey(command)))
        {
            string[] words = command.Replace(Network.Name, Network.StandIn).Split(' ');
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
        CollectionAssert.IsSubsetOf(Elsewhere.Keys, Readme.Commands.ToArray());

    // Other tests read the build output meanwhile, which is that of this configuration.
    private static IEnumerable<string> WithoutBuild(string[] words) =>
        [words[0], "--no-build", .. words[1..].Select(word => word == "Release" ? Packages.Configuration : word)];
}
