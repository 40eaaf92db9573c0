using System.Diagnostics;
using System.Text.Json;

namespace VitMlNet.Cli.Tests.Processes;

/// <summary>The tool fetches a checkpoint of the size of Ti/16 from a server of the test's.</summary>
[TestClass]
public sealed class PullTests
{
    private const string FileName = "Ti_16-i21k-300ep-lr_0.001-aug_none-wd_0.03-do_0.0-sd_0.0--imagenet2012-steps_20k-lr_0.03-res_224.npz";

    private static readonly Lazy<byte[]> Checkpoint = new(() =>
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(FileName);
        CheckpointGenerator.Write(path, CheckpointConfiguration.Get("Ti_16"));
        return File.ReadAllBytes(path);
    });

    [TestMethod]
    public void A_pulled_model_goes_by_its_name()
    {
        using var scene = new Scene();
        ToolResult pulled = scene.Run("pull", "Ti/16", "--mirror", scene.Server.Address.AbsoluteUri).Expect(0);
        Assert.AreEqual(scene.ModelPath, pulled.OutLines.Single());
        Assert.Contains("ti16: downloading 22.9 MB", pulled.Error);
        Assert.AreEqual(scene.ModelPath, scene.Run("pull", "ti16").Expect(0).OutLines.Single());
        Assert.HasCount(1, scene.Server.Requests);

        string photo = Path.Combine(RepositoryPaths.Root, "samples", "images", "coffee.png");
        ToolResult named = scene.Run("classify", photo, "--model", "TI16").Expect(0);
        ToolResult byVariable = ToolProcess.Run([.. scene.Environment, ("VITMLNET_MODEL", "ti16")], ["classify", photo]).Expect(0);
        Assert.AreEqual(ToolProcess.Run("classify", photo, "--model", scene.ModelPath).Expect(0).Out, named.Out);
        Assert.AreEqual(named.Out, byVariable.Out);
    }

    [TestMethod]
    public void The_list_says_what_is_pulled()
    {
        using var scene = new Scene();
        scene.Run("pull", "ti16", "--precision", "int8", "--attention", "--keep-checkpoint").Expect(0);
        Assert.IsTrue(File.Exists(Path.Combine(scene.Models, "checkpoints", FileName)));
        string[] table = scene.Run("models").Expect(0).OutLines;
        Assert.StartsWith("name ", table[0]);
        string row = table.Single(line => line.StartsWith("ti16 ", StringComparison.Ordinal));
        Assert.Contains("int8.attention 7.2 MB", row);
        Assert.Contains("5.7 million", row);
        Assert.Contains("75.5*", row);
        Assert.StartsWith("vit-demo ", table[^1]);

        JsonElement[] lines = [.. scene.Run("models", "--format", "json").Expect(0).OutLines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement listed = lines.Single(line => line.GetProperty("name").GetString() == "ti16");
        Assert.AreEqual("https://storage.googleapis.com/vit_models/augreg/" + FileName, listed.GetProperty("address").GetString());
        Assert.AreEqual(75.454, listed.GetProperty("timmTop1").GetDouble());
        Assert.IsFalse(listed.TryGetProperty("googleTop1", out _));
        Assert.AreEqual(
            Path.Combine(scene.Models, "ti16.int8.attention.onnx"), listed.GetProperty("pulled").EnumerateArray().Single().GetProperty("path").GetString());

        ToolResult other = scene.Run("classify", "photo.jpg", "--model", "ti16").Expect(2);
        Assert.Contains("unlike ti16.int8.attention; name one of those", other.Error);
    }

    [TestMethod]
    public void Names_that_cannot_be_used_say_what_to_do()
    {
        using var scene = new Scene();
        Assert.Contains("fetch it with 'vitmlnet pull r50-l32' (1.3 GB)", scene.Run("classify", "photo.jpg", "--model", "R50+L/32").Expect(2).Error);
        Assert.Contains("did you mean r50-l32", scene.Run("features", "photo.jpg", "--model", "r50l23", "--output", "f.csv").Expect(2).Error);
        Assert.Contains("'vitmlnet models' lists them", scene.Run("classify", "photo.jpg", "--model", "resnet-152").Expect(2).Error);
        Assert.Contains("did you mean ti16", scene.Run("pull", "ti-61").Expect(2).Error);
        Assert.Contains("the address of a folder was expected", scene.Run("pull", "ti16", "--mirror", "files.example").Expect(2).Error);
        scene.Server.Usual = new ServerReply { Status = 404 };
        Assert.Contains("the server answered 404", scene.Run("pull", "ti16").Expect(2).Error);
        Assert.IsEmpty(scene.Server.Requests.Skip(1));
    }

    [TestMethod]
    public void Two_processes_at_once_download_once()
    {
        using var scene = new Scene { Server = { Usual = new ServerReply { Slowness = 10 } } };
        Process[] processes = [scene.Start("pull", "ti16"), scene.Start("pull", "ti16")];
        ToolResult[] results = [.. processes.AsParallel().WithDegreeOfParallelism(2).Select(ToolProcess.Finish)];
        foreach (ToolResult result in results)
            Assert.AreEqual(scene.ModelPath, result.Expect(0).OutLines.Single());
        Assert.HasCount(1, scene.Server.Requests);
        Assert.HasCount(1, results.Where(result => result.Error.Contains("another process is fetching it", StringComparison.Ordinal)).ToList());
        scene.ExpectRightModel();
    }

    [TestMethod]
    public void A_process_killed_during_the_download_is_followed_by_one_that_goes_on()
    {
        using var scene = new Scene { Server = { Usual = new ServerReply { Slowness = 10 } } };
        foreach (int share in (int[])[10, 3, 2])
            scene.KillWhen(() => scene.PartLength > Checkpoint.Value.Length / share);
        scene.Server.Usual = new ServerReply();
        scene.Run("pull", "ti16").Expect(0);
        int[] starts = [.. scene.Server.Starts];
        Assert.HasCount(4, starts);
        CollectionAssert.AreEqual(starts.Order().Distinct().ToArray(), starts, string.Join(", ", starts));
        scene.ExpectRightModel();
    }

    [TestMethod]
    public void A_process_killed_during_the_conversion_is_followed_by_one_that_needs_no_download()
    {
        using var scene = new Scene();
        string work = Path.Combine(scene.Models, ".ti16.work");
        scene.KillWhen(() => File.Exists(Path.Combine(scene.Models, "checkpoints", FileName)));
        scene.KillWhen(() => Directory.Exists(work));
        scene.KillWhen(() => HasFiles(work));
        scene.Run("pull", "ti16").Expect(0);
        Assert.HasCount(1, scene.Server.Requests);
        Assert.IsFalse(Directory.Exists(work));
        scene.ExpectRightModel();

        // The folder may be removed while it is read.
        static bool HasFiles(string folder)
        {
            try
            {
                return Directory.EnumerateFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Any();
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
        }
    }

    [TestMethod]
    public void Ctrl_C_stops_and_the_same_command_goes_on()
    {
        Interrupt.Require();
        using var scene = new Scene { Server = { Usual = new ServerReply { StallAfter = 1_000_000 } } };
        using Process process = scene.Start("pull", "ti16");
        while (scene.PartLength < 1_000_000 && !process.HasExited)
            Thread.Sleep(5);
        Interrupt.Send(process);
        ToolResult result = ToolProcess.Finish(process).Expect(130);
        Assert.Contains("what was downloaded is kept; the same command goes on from there", result.Error);
        scene.Server.Usual = new ServerReply();
        Assert.Contains("1.0 MB are here already", scene.Run("pull", "ti16").Expect(0).Error);
        CollectionAssert.AreEqual(new[] { 0, 1_000_000 }, scene.Server.Starts.ToArray());
        scene.ExpectRightModel();
    }

    private sealed class Scene : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public FileServer Server { get; } = new(Checkpoint.Value) { Headers = ["x-goog-hash: " + FileServer.Md5(Checkpoint.Value)] };

        public string Models => Path.Combine(folder.Path, "models");

        public string ModelPath => Path.Combine(Models, "ti16.onnx");

        public long PartLength => new FileInfo(Path.Combine(Models, "checkpoints", FileName + ".part")) is { Exists: true } part ? part.Length : 0;

        public (string, string?)[] Environment => [("VITMLNET_HOME", folder.Path), ("VITMLNET_MIRROR", Server.Address.AbsoluteUri)];

        public ToolResult Run(params string[] arguments) => ToolProcess.Run(Environment, arguments);

        public Process Start(params string[] arguments) => ToolProcess.Start(Environment, arguments);

        /// <summary>Starts a pull and ends it the hard way when something has come about.</summary>
        public void KillWhen(Func<bool> moment)
        {
            using Process process = Start("pull", "ti16");
            while (!moment() && !process.HasExited)
                Thread.Sleep(1);
            process.Kill();
            process.WaitForExit();
            // What is there under the model's name is a whole model, if anything is.
            if (File.Exists(ModelPath))
                ExpectRightModel();
        }

        public void ExpectRightModel()
        {
            string source = folder.File(FileName);
            string expected = folder.File("expected.onnx");
            if (!File.Exists(expected))
            {
                File.WriteAllBytes(source, Checkpoint.Value);
                ToolProcess.Run("convert", source, "--output", expected).Expect(0);
            }

            CollectionAssert.AreEqual(File.ReadAllBytes(expected), File.ReadAllBytes(ModelPath));
        }

        public void Dispose()
        {
            Server.Dispose();
            folder.Dispose();
        }
    }
}
