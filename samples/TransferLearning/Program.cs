// Learns classes of your own from a folder of photographs, one subfolder for each class:
//   dotnet run -c Release -- FOLDER [MODEL.onnx [PIPELINE.zip]]
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using VitMlNet;

if (args.Length is 0 or > 3)
{
    Console.Error.WriteLine("Name a folder that has a subfolder of photographs for each class, such as flowers/daisy/1.jpg.");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string modelPath = args.ElementAtOrDefault(1) ?? Path.Combine(AppContext.BaseDirectory, "vit-demo.onnx");
string pipelinePath = args.ElementAtOrDefault(2) ?? "classifier.zip";
try
{
    var ml = new MLContext(seed: 1);
    IDataView photos = ml.Data.LoadImagesFromFolder(args[0]);
    DataOperationsCatalog.TrainTestData split = ml.Data.StratifiedSplit(photos, testFraction: 0.25, seed: 1);

    // LightGBM passes over its rows several times, and a second run needs the same features again: they are made once, and kept on disk.
    using VitFeatureCache cache = VitFeatureCache.Open();
    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
        .Append(ml.Transforms.VitFeaturizeImage("Features", VitModel.Open(modelPath), "ImagePath", new VitFeaturizationOptions { Cache = cache }))
        .Append(ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options { NumberOfIterations = 50, MinimumExampleCountPerLeaf = 2 }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    using var trained = pipeline.Fit(split.TrainSet);

    IDataView tested = trained.Transform(split.TestSet);
    MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(tested);
    Console.WriteLine($"Accuracy on the {tested.GetColumn<string>("ImagePath").Count()} photographs held out: {metrics.MicroAccuracy:0.0%}");
    Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
    Console.WriteLine($"Features: {cache.Misses} made, {cache.Hits} times found in {cache.Folder}");

    ml.Model.SaveVit(trained, photos.Schema, pipelinePath);
    Console.WriteLine($"Saved as {Path.GetFullPath(pipelinePath)}");

    // Another program would begin here.
    ITransformer loaded = ml.LoadVit(pipelinePath, out _);
    using (loaded as IDisposable)
    using (var engine = ml.Model.CreateVitPredictionEngine<Photo, Answer>(loaded))
    {
        string path = split.TestSet.GetColumn<string>("ImagePath").First();
        Answer answer = engine.Predict(new Photo { ImagePath = path });
        Console.WriteLine($"{path}: {answer.PredictedLabel} ({answer.Score.Max():P0})");
    }

    return 0;
}
catch (VitException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

internal sealed class Photo
{
    public string ImagePath { get; set; } = "";
    public string Label { get; set; } = "";
}

internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";
    public float[] Score { get; set; } = [];
}
