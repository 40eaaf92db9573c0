// Classifies the photographs of a folder, in batches: dotnet run -c Release -- [FOLDER [MODEL.onnx]]
using System.Globalization;
using Microsoft.ML;
using VitMlNet;

string folder = args.ElementAtOrDefault(0) ?? Path.Combine(AppContext.BaseDirectory, "images");
string modelPath = args.ElementAtOrDefault(1) ?? Path.Combine(AppContext.BaseDirectory, "vit-demo.onnx");
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"{folder}: there is no such folder. Name one that holds photographs.");
    return 2;
}

try
{
    var ml = new MLContext();
    VitModel model = VitModel.Open(modelPath);
    IDataView photos = ml.Data.LoadFromEnumerable(FindPhotos(folder).Select(path => new Photo { ImagePath = path }));
    var options = new VitClassificationOptions
    {
        BatchSize = 8,
        // One bad file does not end the run: its row says in ImageError what is wrong with it.
        Images = new VitImageOptions { OnError = VitImageErrorHandling.KeepRow },
    };

    using VitImageTransformer classifier = ml.Transforms.VitClassifyImage("Score", model, "ImagePath", options: options).Fit(photos);
    int bad = 0;
    foreach (Classified row in ml.Data.CreateEnumerable<Classified>(classifier.Transform(photos), reuseRowObject: true))
    {
        string name = Path.GetRelativePath(folder, row.ImagePath);
        bad += row.ImageError.Length > 0 ? 1 : 0;
        Console.WriteLine(row.ImageError.Length > 0
            ? $"{name}: {row.ImageError}"
            : $"{name}: {string.Join(", ", model.GetTopPredictions(row.Score, 3).Select(best => string.Create(CultureInfo.InvariantCulture, $"{best.Label} {best.Score:P0}")))}");
    }

    return bad > 0 ? 1 : 0;
}
catch (VitException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static IEnumerable<string> FindPhotos(string folder) => Directory
    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
    .Where(path => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp" or ".bmp" or ".gif")
    .Order(StringComparer.Ordinal);

internal sealed class Photo
{
    public string ImagePath { get; set; } = "";
}

internal sealed class Classified
{
    public string ImagePath { get; set; } = "";
    public string ImageError { get; set; } = "";
    public float[] Score { get; set; } = [];
}
