using System.Runtime.Loader;
using Microsoft.ML;
using Microsoft.ML.Data;

// usage: VitMlNet.LoadProbe PIPELINE.zip VITMLNET.dll|- PHOTO...
// Loads a saved pipeline as any application does, and prints each photograph's label and the bits of its scores.
if (args[1] != "-")
{
    // VitMlNet, and what it depends on beside ML.NET.
    AssemblyLoadContext.Default.Resolving += (context, name) =>
        Path.Combine(Path.GetDirectoryName(args[1])!, $"{name.Name}.dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
}

var ml = new MLContext();
ITransformer pipeline = ml.Model.Load(args[0], out _);
using (PredictionEngine<Photo, Prediction> engine = ml.Model.CreatePredictionEngine<Photo, Prediction>(pipeline))
{
    foreach (string path in args[2..])
    {
        Prediction row = engine.Predict(new Photo { ImagePath = path });
        Console.WriteLine($"{row.PredictedLabel} {string.Join(' ', row.Score.Select(score => BitConverter.SingleToInt32Bits(score).ToString("x8")))}");
    }
}

internal sealed class Photo
{
    public string ImagePath { get; set; } = "";

    // Pipelines with a trainer have a column of labels, which prediction does not use.
    public string Label { get; set; } = "";
}

internal sealed class Prediction
{
    public float[] Score { get; set; } = [];

    public string PredictedLabel { get; set; } = "";
}
