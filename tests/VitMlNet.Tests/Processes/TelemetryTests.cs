using Microsoft.ML;
using VitMlNet.Tests.Caching;
using VitMlNet.Tests.Pipeline;

namespace VitMlNet.Tests.Processes;

/// <summary>Nothing leaves the machine unasked, by whichever way an application enters the library.</summary>
[TestClass]
public sealed class TelemetryTests
{
    [TestMethod]
    public void Estimators_leave_no_file_and_open_no_connection()
    {
        using var scene = new CacheScene(2);
        using ObservedProcess process = Start();
        process.Run("VitMlNet.CacheProbe", scene.Model.Path, scene.Folder.File("cache"), scene.Folder.Path);
        Check(process, "scored 2");
    }

    [TestMethod]
    public void A_pipeline_that_MLNET_loads_by_itself_leaves_no_file_and_opens_no_connection()
    {
        using var folder = new TemporaryFolder();
        VitModel model = VitModel.Open(new TinyModel().Write(folder.File("tiny.onnx")));
        string[] paths = Photos.Write(folder, 1);
        var ml = new MLContext(1);
        IDataView photos = ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path }));
        using VitImageTransformer transformer = ml.Transforms.VitClassifyImage("Score", model, "ImagePath").Fit(photos);
        ml.Model.Save(transformer, photos.Schema, folder.File("model.zip"));
        using ObservedProcess process = Start();
        process.Run("VitMlNet.LoadProbe", [folder.File("model.zip"), typeof(VitCatalog).Assembly.Location, .. paths]);
        Check(process, " ");
    }

    /// <summary>That there is such a line is shown by the NativeLogTests of VitMlNet.Inference.Tests.</summary>
    [TestMethod]
    public void A_run_that_fails_writes_no_line_of_the_native_log()
    {
        using var scene = new CacheScene(1);
        using ObservedProcess process = Start();
        string failing = new TinyModel { Change = FailingRun.Cause }.Write(scene.Folder.File("failing.onnx"));
        process.Run("VitMlNet.CacheProbe", failing, scene.Folder.File("cache"), scene.Folder.Path);
        StringAssert.Contains(process.Error, FailingRun.Operator);
        Assert.DoesNotContain("onnxruntime:", process.Error);
        Assert.DoesNotContain('\u001B', process.Error);
    }

    private static ObservedProcess Start()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("needs Linux, whose packages of ONNX Runtime send reports");
        return new ObservedProcess();
    }

    private static void Check(ObservedProcess process, string expected)
    {
        StringAssert.Contains(process.Output, expected, process.Error);
        Assert.AreEqual("", string.Join("\n", process.Files));
        Assert.AreEqual("", process.Error, "a line of the native log");
        if (ObservedProcess.SeesConnections)
            Assert.AreEqual("", string.Join("\n", process.Traces));
        else
            Console.WriteLine("strace is absent: only files were looked for.");
    }
}
