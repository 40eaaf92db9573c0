using System.Text.Json.Nodes;

namespace VitMlNet.Inference.Tests;

/// <summary>Prepared copies of models: used when they are whole and made here for this very model, and else passed over.</summary>
[TestClass]
public sealed class PreparedModelTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_prepared_model_gives_the_same_answers(bool externalWeights)
    {
        using var scene = new PreparedScene(externalWeights);
        VitPreparedModel prepared = scene.Models.Add(scene.Model);
        Assert.AreEqual(scene.Model.Path, prepared.ModelPath);
        Assert.IsTrue(prepared.IsUsable);
        Assert.AreEqual(new DirectoryInfo(prepared.Folder).GetFiles().Sum(file => file.Length) - new FileInfo(scene.ManifestPath).Length, prepared.Size);
        Assert.AreEqual(prepared.Folder, scene.Models.Add(scene.Model).Folder, "it is not made twice");

        using VitPredictor predictor = scene.OpenPredictor();
        float[][] features = [.. await predictor.FeaturizeManyAsync(scene.Photographs).Select(result => result.Value).ToArrayAsync()];
        Scene.AssertEqual(scene.Expected, features, 1e-6f);
        Scene.AssertNear(scene.Expected[0], predictor.Featurize(scene.Photographs[0]), 1e-6f);
    }

    [TestMethod]
    public void It_is_found_for_a_copy_of_the_model_and_for_no_other_model()
    {
        using var scene = new PreparedScene();
        Assert.IsNull(scene.Models.Find(scene.Model));
        VitPreparedModel prepared = scene.Models.Add(scene.Model);
        string copy = scene.Folder.File("copy.onnx");
        File.Copy(scene.Model.Path, copy);
        Assert.AreEqual(prepared.Folder, scene.Models.Find(VitModel.Open(copy))?.Folder);
        Assert.AreEqual(prepared.Folder, scene.Models.Find(VitModel.Open(copy))?.Folder);
        Assert.IsNull(scene.Models.Find(VitModel.Open(new TinyModel().Write(scene.Folder.File("other.onnx")))));
    }

    [TestMethod]
    [DataRow("cut off")]
    [DataRow("changed")]
    [DataRow("absent")]
    [DataRow("another machine's")]
    [DataRow("no manifest")]
    [DataRow("a damaged manifest")]
    [DataRow("a damaged graph")]
    public void One_that_is_damaged_or_of_elsewhere_is_passed_over_and_made_again(string fault)
    {
        using var scene = new PreparedScene();
        VitPreparedModel prepared = scene.Models.Add(scene.Model);
        string graph = Path.Combine(prepared.Folder, "model.onnx");
        switch (fault)
        {
            case "cut off":
                using (FileStream file = File.OpenWrite(graph))
                    file.SetLength(file.Length - 1);
                break;
            case "changed":
                File.SetLastWriteTimeUtc(graph, DateTime.UtcNow.AddHours(1));
                break;
            case "absent":
                File.Delete(graph);
                break;
            case "another machine's":
                JsonNode manifest = JsonNode.Parse(File.ReadAllText(scene.ManifestPath))!;
                manifest["environment"] = "another one";
                File.WriteAllText(scene.ManifestPath, manifest.ToJsonString());
                break;
            case "no manifest":
                File.Delete(scene.ManifestPath);
                break;
            case "a damaged manifest":
                File.WriteAllText(scene.ManifestPath, "{\"environment\": [null]}");
                break;
            default:
                DateTime written = File.GetLastWriteTimeUtc(graph);
                File.WriteAllBytes(graph, Enumerable.Repeat((byte)255, (int)new FileInfo(graph).Length).ToArray());
                File.SetLastWriteTimeUtc(graph, written);
                break;
        }

        using (VitPredictor predictor = scene.OpenPredictor())
            Scene.AssertNear(scene.Expected[0], predictor.Featurize(scene.Photographs[0]), 1e-6f);
        if (fault != "a damaged graph")
        {
            Assert.IsNull(scene.Models.Find(scene.Model));
            Assert.IsTrue(scene.Models.Add(scene.Model).IsUsable);
        }
    }

    [TestMethod]
    public void Copies_are_listed_and_removed()
    {
        using var scene = new PreparedScene();
        Assert.IsEmpty(scene.Models.List());
        VitPreparedModel prepared = scene.Models.Add(scene.Model);
        Assert.AreEqual(prepared.Folder, scene.Models.List().Single().Folder);
        scene.Models.Remove(prepared);
        Assert.IsEmpty(scene.Models.List());
        Assert.IsEmpty(Directory.GetFileSystemEntries(scene.Models.Folder));
    }

    [TestMethod]
    public void Those_used_longest_ago_make_room()
    {
        using var scene = new PreparedScene();
        VitPreparedModel first = scene.Models.Add(scene.Model);
        VitModel other = VitModel.Open(new TinyModel().Write(scene.Folder.File("other.onnx")));
        VitPreparedModels limited = VitPreparedModels.Open(scene.Models.Folder, first.Size + 1);
        VitPreparedModel second = limited.Add(other);
        Assert.AreEqual(second.Folder, limited.List().Single().Folder, "the newest stays, and fits or not");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VitPreparedModels.Open(scene.Models.Folder, 0));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using var scene = new PreparedScene();
        string file = scene.Folder.File("file");
        File.WriteAllText(file, "");
        var e = Assert.ThrowsExactly<VitCacheException>(() => VitPreparedModels.Open(Path.Combine(file, "prepared")).Add(scene.Model));
        StringAssert.StartsWith(e.Message, Path.Combine(file, "prepared"));
        Assert.ThrowsExactly<ArgumentException>(() => VitPreparedModels.Open(""));
    }

    [TestMethod]
    public void Cancellation_leaves_nothing()
    {
        using var scene = new PreparedScene();
        Assert.ThrowsExactly<OperationCanceledException>(() => scene.Models.Add(scene.Model, new CancellationToken(true)));
        Assert.IsFalse(Directory.Exists(scene.Models.Folder) && Directory.EnumerateFileSystemEntries(scene.Models.Folder).Any());
    }

    [TestMethod]
    public void A_folder_that_everybody_can_write_in_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows has no such permissions.");
            return;
        }

        using var folder = new TemporaryFolder();
        string open = Directory.CreateDirectory(folder.File("open")).FullName;
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        StringAssert.Contains(Assert.ThrowsExactly<VitCacheException>(() => VitPreparedModels.Open(open)).Message, "chmod o-w");
    }

    private sealed class PreparedScene : IDisposable
    {
        public PreparedScene(bool externalWeights = false)
        {
            Model = VitModel.Open(new TinyModel { ExternalWeights = externalWeights }.Write(Folder.File("model.onnx")));
            Photographs = Testing.Photographs.Write(Folder, 5);
            Models = VitPreparedModels.Open(Folder.File("prepared"));
            using var predictor = new VitPredictor(Model);
            Expected = [.. Photographs.Select(photograph => predictor.Featurize(photograph))];
        }

        public TemporaryFolder Folder { get; } = new();

        public VitModel Model { get; }

        public string[] Photographs { get; }

        public VitPreparedModels Models { get; }

        public float[][] Expected { get; }

        public string ManifestPath => Directory.GetFiles(Models.Folder, "prepared.json", SearchOption.AllDirectories).Single();

        public VitPredictor OpenPredictor() => new(Model, new VitPredictorOptions { Session = new VitSessionOptions { PreparedModels = Models } });

        public void Dispose() => Folder.Dispose();
    }
}
