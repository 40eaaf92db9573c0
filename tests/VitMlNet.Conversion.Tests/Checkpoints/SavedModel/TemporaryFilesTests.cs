namespace VitMlNet.Conversion.Tests.Checkpoints.SavedModel;

/// <summary>What an archive leaves in the folder of temporary files: nothing, whether it is converted or refused.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TemporaryFilesTests
{
    [TestMethod]
    public void Nothing_is_left_of_an_archive()
    {
        using var scene = new ModuleScene();
        using var temporary = new TemporaryFolder();
        string variable = OperatingSystem.IsWindows() ? "TMP" : "TMPDIR";
        string? before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, temporary.Path);
        try
        {
            string output = Path.Combine(scene.Folder, "model.onnx");
            var stages = new List<ConversionProgress>();
            CheckpointConverter.Convert(ModuleScene.Archive("nano12_classification"), output, progress: new Collect(stages));
            Assert.AreEqual(ConversionStage.Unpacking, stages[0].Stage);
            Assert.IsTrue(stages.All(stage => stage.Done <= stage.Total), string.Join(", ", stages));
            CheckpointConverter.Inspect(ModuleScene.Archive("nano12_classification"));
            (string, byte[]?)[] members = [.. scene.Members()];
            byte[] damaged = [.. members[0].Item2!];
            damaged[5000] ^= 1;
            foreach (string archive in (string[])[scene.Pack([(members[0].Item1, damaged), .. members[1..]]), scene.Pack([.. members, ("../x", [1])]), scene.Pack(members[..1])])
                Assert.ThrowsExactly<ConversionException>(() => CheckpointConverter.Convert(archive, output));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }

        Assert.IsEmpty(Directory.GetFileSystemEntries(temporary.Path));
    }

    private sealed class Collect(List<ConversionProgress> stages) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => stages.Add(value);
    }
}
